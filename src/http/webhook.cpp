#include "webhook.hpp"

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace pointsman::http {
namespace {

constexpr std::string_view version_prefix = "v1,";

std::optional<base::wall_time> read_timestamp(std::string_view text) {
    std::int64_t seconds = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool is_number = failed == std::errc() && end == text.data() + text.size();
    constexpr std::int64_t year_10000 = 253'402'300'800;
    if (!is_number || seconds < 0 || seconds >= year_10000) return std::nullopt;
    return base::wall_time(std::chrono::seconds(seconds));
}

std::string signed_text(const request& call) {
    return fmt::format("{}.{}.{}", call.header("webhook-id"), call.header("webhook-timestamp"),
                       call.body);
}

bool is_signed_with(const base::bytes& secret, const std::string& text,
                    std::string_view signatures) {
    const base::digest wanted = base::hmac_sha256(secret, text);
    bool found = false;
    for (const std::string_view one : base::split(signatures, ' ')) {
        if (!one.starts_with(version_prefix)) continue;
        const auto given = base::from_base64(one.substr(version_prefix.size()));
        if (!given || given->size() != wanted.size()) continue;
        base::digest digest{};
        std::ranges::copy(*given, digest.begin());
        found |= base::equal_in_constant_time(digest, wanted);
    }
    return found;
}

}  // namespace

std::string webhook_problem(const request& call, std::span<const base::bytes> secrets,
                            base::wall_time now) {
    for (const char* name : {"webhook-id", "webhook-timestamp", "webhook-signature"})
        if (call.header(name).empty()) return fmt::format("the header {} is missing", name);
    const auto sent = read_timestamp(call.header("webhook-timestamp"));
    if (!sent) return "webhook-timestamp must be in seconds since 1970";
    if (*sent < now - webhook_tolerance || *sent > now + webhook_tolerance)
        return "webhook-timestamp is more than five minutes away from our clock";
    const std::string text = signed_text(call);
    bool found = false;
    for (const base::bytes& secret : secrets)
        found |= is_signed_with(secret, text, call.header("webhook-signature"));
    return found ? "" : "no webhook-signature fits";
}

}  // namespace pointsman::http
