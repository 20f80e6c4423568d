#include "transform.hpp"

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/text.hpp>
#include <pointsman/lead/lead.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <iterator>
#include <optional>
#include <variant>

namespace pointsman::protocol {

namespace {

constexpr std::size_t national_digits = 10;  // a NANP phone without its country code
constexpr std::size_t area_code_digits = 3;
constexpr std::size_t zip_digits = 5;
constexpr std::size_t zip_prefix_digits = 3;

std::string digits_of(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits),
                         [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

std::string national_of(std::string_view text) {
    std::string digits = digits_of(text);
    if (digits.size() == national_digits + 1 && digits.front() == '1') digits.erase(0, 1);
    return digits.size() == national_digits ? digits : std::string();
}

std::string domain_of(std::string_view text) {
    const std::size_t at = text.rfind('@');
    return at == std::string_view::npos ? std::string() : std::string(text.substr(at + 1));
}

std::string zip_prefix_of(std::string_view text) {
    if (text.size() != zip_digits || !base::is_digits(text)) return {};
    return std::string(text.substr(0, zip_prefix_digits));
}

std::optional<std::chrono::sys_days> date_of(std::string_view text) {
    lead::field date;
    date.type = lead::field_type::date;
    const auto read = lead::read_value(date, nlohmann::json(text));
    return read ? std::optional(std::get<std::chrono::sys_days>(*read)) : std::nullopt;
}

std::string year_of(std::string_view text) {
    return date_of(text) ? std::string(text.substr(0, 4)) : std::string();
}

std::tm broken_down(std::chrono::sys_days day) {
    const std::chrono::year_month_day date(day);
    const std::chrono::sys_days new_year = date.year() / std::chrono::January / 1;
    std::tm parts{};
    parts.tm_year = static_cast<int>(date.year()) - 1900;
    parts.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
    parts.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
    parts.tm_wday = static_cast<int>(std::chrono::weekday(day).c_encoding());
    parts.tm_yday = static_cast<int>((day - new_year).count());
    return parts;
}

std::string date_in_form(std::string_view text, const std::string& pattern) {
    const auto date = date_of(text);
    if (!date) return {};
    // The longest conversion, %F, writes ten bytes in place of two.
    std::array<char, max_date_pattern_bytes * 5 + 1> written{};
    const std::tm parts = broken_down(*date);
    const std::size_t size = std::strftime(written.data(), written.size(), pattern.c_str(), &parts);
    return std::string(written.data(), size);
}

std::string applied(const transform& step, const std::string& text) {
    switch (step.kind) {
        case transform_kind::lower: return base::to_lower(text);
        case transform_kind::upper: return base::to_upper(text);
        case transform_kind::digits: return digits_of(text);
        case transform_kind::national: return national_of(text);
        case transform_kind::area_code: return national_of(text).substr(0, area_code_digits);
        case transform_kind::sha256: return base::to_hex(base::sha256(text));
        case transform_kind::md5: return base::md5_hex(text);
        case transform_kind::domain: return domain_of(text);
        case transform_kind::year: return year_of(text);
        case transform_kind::zip3: return zip_prefix_of(text);
        case transform_kind::date: return date_in_form(text, step.argument);
    }
    return {};
}

const std::string* mapped(const send_field& item, std::string_view normal) {
    const auto found =
        std::ranges::find(item.values, normal, [](const auto& pair) { return pair.first; });
    return found == item.values.end() ? nullptr : &found->second;
}

}  // namespace

std::string transformed(std::string text, const std::vector<transform>& steps) {
    for (const transform& step : steps) {
        // The hash of nothing would look like a value.
        if (text.empty()) break;
        text = applied(step, text);
    }
    return text;
}

std::string sent_text(const send_field& item, std::string_view normal) {
    const std::string* replacement = mapped(item, normal);
    return transformed(replacement ? *replacement : std::string(normal), item.with);
}

bool becomes_text(const send_field& item, std::string_view normal) {
    return !item.with.empty() || mapped(item, normal) != nullptr;
}

}  // namespace pointsman::protocol
