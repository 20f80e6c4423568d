#include "request_head.hpp"

#include "header_rules.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace pointsman::http {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t max_method_bytes = 32;

bool is_good_target(std::string_view target) {
    return target.starts_with('/') &&
           std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

// Host and port, or nothing; enough to keep out what two readers would split differently.
bool is_good_host(std::string_view host) {
    return consists_of(host, "-._~%!$&'()*+;=:[]");
}

std::optional<refusal> check_request_line(std::string_view line,
                                          const plan::server_limits& limits) {
    const auto parts = base::split(line, ' ');
    if (parts.size() >= 2 && parts[1].size() > limits.target_bytes) {
        return refusal(414, fmt::format("the target is longer than {} bytes", limits.target_bytes));
    }
    if (parts.size() != 3) return refusal(400, "the request line is not method, target, version");
    if (parts[0].size() > max_method_bytes || !is_token(parts[0])) {
        return refusal(400, "the method is not a token");
    }
    if (!is_good_target(parts[1])) {
        return refusal(400, "the target must begin with \"/\" and hold visible ASCII, no \"#\"");
    }
    if (parts[2] != "HTTP/1.1" && parts[2] != "HTTP/1.0") {
        return refusal(400, "the version must be HTTP/1.0 or HTTP/1.1");
    }
    return std::nullopt;
}

std::optional<refusal> check_header_line(std::string_view line) {
    if (line.starts_with(' ') || line.starts_with('\t')) {
        return refusal(400, "a header line is folded");
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        return refusal(400, "a header line is not a name, a colon and a value");
    }
    return std::nullopt;
}

}  // namespace

std::optional<refusal> head_scanner::take_line(std::string_view line) {
    if (!request_line_seen_) {
        request_line_seen_ = true;
        return check_request_line(line, limits_);
    }
    if (++headers_ > limits_.header_count) {
        return refusal(431, fmt::format("more than {} headers", limits_.header_count));
    }
    return check_header_line(line);
}

std::optional<refusal> head_scanner::scan(std::string_view received) {
    for (; looked_at_ < received.size() && end_ == 0; ++looked_at_) {
        const char c = received[looked_at_];
        if (looked_at_ >= limits_.header_bytes) {
            return request_line_seen_
                       ? refusal(431, fmt::format("the headers are longer than {} bytes",
                                                  limits_.header_bytes))
                       : refusal(414, "the request line is too long");
        }
        const bool after_return = looked_at_ > line_begin_ && received[looked_at_ - 1] == '\r';
        if (after_return != (c == '\n')) return refusal(400, "a line does not end in CR LF");
        if (c != '\r' && c != '\n' && is_control(c)) {
            return refusal(400, "a control byte in the head");
        }
        if (c != '\n') continue;
        const auto line = received.substr(line_begin_, looked_at_ - 1 - line_begin_);
        line_begin_ = looked_at_ + 1;
        if (line.empty() && request_line_seen_) {
            end_ = line_begin_;
        } else if (line.empty() && begin_ == 0) {
            begin_ = line_begin_;
        } else if (auto bad = take_line(line)) {
            return bad;
        }
    }
    return std::nullopt;
}

namespace {

// The values of one header, in order, trimmed.
std::vector<std::string_view> values_of(std::string_view head, std::string_view lower_case_name) {
    std::vector<std::string_view> values;
    auto begin = head.find(line_end) + line_end.size();
    for (auto end = head.find(line_end, begin); end != begin; end = head.find(line_end, begin)) {
        const auto line = head.substr(begin, end - begin);
        const auto colon = line.find(':');
        if (base::to_lower(line.substr(0, colon)) == lower_case_name) {
            values.push_back(base::trimmed(line.substr(colon + 1)));
        }
        begin = end + line_end.size();
    }
    return values;
}

std::optional<refusal> check_body_framing(std::string_view head) {
    const auto codings = values_of(head, "transfer-encoding");
    const auto lengths = values_of(head, "content-length");
    if (lengths.size() > 1) return refusal(400, "Content-Length is given more than once");
    if (!lengths.empty() && !base::is_digits(lengths[0])) {
        return refusal(400, "Content-Length is not a number");
    }
    if (codings.empty()) return std::nullopt;
    if (codings.size() > 1 || base::to_lower(codings[0]) != "chunked") {
        return refusal(400, "Transfer-Encoding must be \"chunked\", once");
    }
    if (!lengths.empty()) return refusal(400, "both Transfer-Encoding and Content-Length");
    const auto request_line = head.substr(0, head.find(line_end));
    if (request_line.ends_with("1.0")) return refusal(400, "HTTP/1.0 has no Transfer-Encoding");
    return std::nullopt;
}

}  // namespace

std::optional<refusal> check_framing(std::string_view head) {
    const auto hosts = values_of(head, "host");
    if (hosts.size() != 1) return refusal(400, "Host must be given exactly once");
    if (!is_good_host(hosts[0])) return refusal(400, "Host is not a host name");
    if (auto bad = check_body_framing(head)) return bad;
    for (const auto coding : values_of(head, "content-encoding")) {
        if (base::to_lower(coding) != "identity") {
            return refusal(415, "the only Content-Encoding taken is identity");
        }
    }
    for (const auto expectation : values_of(head, "expect")) {
        if (base::to_lower(expectation) != "100-continue") {
            return refusal(417, "the only expectation met is 100-continue");
        }
    }
    return std::nullopt;
}

}  // namespace pointsman::http
