#include "hours.hpp"

#include "mapping.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace pointsman::yaml {

namespace {

constexpr std::array<std::string_view, 7> day_names{"mon", "tue", "wed", "thu",
                                                    "fri", "sat", "sun"};
constexpr std::int32_t minutes_of_day = 24 * 60;

std::optional<std::size_t> parse_day(std::string_view text) {
    const auto found = std::ranges::find(day_names, text);
    if (found == day_names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - day_names.begin());
}

// "sat" -> [5], "mon-fri" -> [0..4], "sat-mon" -> [5, 6, 0]; empty when not understood.
std::vector<std::size_t> parse_days(std::string_view text) {
    const std::size_t dash = text.find('-');
    const auto first = parse_day(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_day(text.substr(dash + 1));
    if (!first || !last) return {};
    std::vector<std::size_t> days{*first};
    while (days.back() != *last) days.push_back((days.back() + 1) % day_names.size());
    return days;
}

class hours_reader {
public:
    explicit hours_reader(report& problems)
        : problems_(problems), errors_before_(problems.errors()) {}

    void read_days(const member& given) {
        const std::vector<std::size_t> days = parse_days(given.key.text);
        if (days.empty()) {
            problems_.error(given.key.at,
                            "expected a day (mon, tue, wed, thu, fri, sat, sun) or days "
                            "such as mon-fri");
            return;
        }
        for (const std::size_t day : days) {
            if (named_.at(day))
                problems_.error(given.key.at, fmt::format("{} is named twice", day_names.at(day)));
            named_.at(day) = true;
        }
        if (given.value.is_scalar() && given.value.text == "closed") return;
        for (const node* span : one_or_more(given.value, problems_)) read_span(*span, days);
    }

    const cap::hours& finish(const node& whole) {
        const auto is_empty = [](const auto& spans) { return spans.empty(); };
        if (problems_.errors() == errors_before_ && std::ranges::all_of(hours_.days, is_empty))
            problems_.error(whole.at, "never open; use `paused: true` to stop an order");
        for (auto& spans : hours_.days)
            std::ranges::sort(spans, {}, &cap::span_of_day::from_minute);
        return hours_;
    }

private:
    void read_span(const node& given, const std::vector<std::size_t>& days) {
        const auto span = given.is_scalar() ? parse_span(given.text) : std::nullopt;
        if (!span) {
            problems_.error(given.at, "expected hours such as \"08:00-20:00\", or closed");
            return;
        }
        for (const std::size_t day : days) {
            if (span->from_minute < span->to_minute) {
                add(given, day, *span);
                continue;
            }
            add(given, day, {span->from_minute, minutes_of_day});
            if (span->to_minute > 0) add(given, (day + 1) % day_names.size(), {0, span->to_minute});
        }
    }

    void add(const node& given, std::size_t day, cap::span_of_day span) {
        auto& spans = hours_.days.at(day);
        const auto overlaps = [span](const cap::span_of_day& other) {
            return span.from_minute < other.to_minute && other.from_minute < span.to_minute;
        };
        if (std::ranges::any_of(spans, overlaps))
            problems_.error(given.at,
                            fmt::format("these hours overlap others on {}", day_names.at(day)));
        spans.push_back(span);
    }

    report& problems_;
    std::size_t errors_before_;
    cap::hours hours_;
    std::array<bool, 7> named_{};
};

}  // namespace

std::optional<std::int32_t> parse_minute(std::string_view text) {
    const auto is_two_digits = [](std::string_view part) {
        return part.size() == 2 && base::is_digits(part);
    };
    if (text.size() != 5 || text[2] != ':' || !is_two_digits(text.substr(0, 2)) ||
        !is_two_digits(text.substr(3)))
        return std::nullopt;
    const std::int32_t hour = (text[0] - '0') * 10 + (text[1] - '0');
    const std::int32_t minute = (text[3] - '0') * 10 + (text[4] - '0');
    const std::int32_t total = hour * 60 + minute;
    if (minute > 59 || total > minutes_of_day) return std::nullopt;
    return total;
}

std::optional<cap::span_of_day> parse_span(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto from = parse_minute(base::trimmed(text.substr(0, dash)));
    const auto to = parse_minute(base::trimmed(text.substr(dash + 1)));
    if (!from || !to || *from == *to || *from == minutes_of_day) return std::nullopt;
    return cap::span_of_day{*from, *to};
}

cap::hours read_hours(const node& given, report& problems) {
    hours_reader reader(problems);
    for (const member& each : members_of(given, problems)) reader.read_days(each);
    return reader.finish(given);
}

}  // namespace pointsman::yaml
