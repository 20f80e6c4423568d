#include "holidays.hpp"

#include "hours.hpp"
#include "mapping.hpp"

#include <pointsman/lead/lead.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace pointsman::yaml {

namespace {

std::optional<std::chrono::local_days> parse_day(const node& given) {
    lead::field date;
    date.type = lead::field_type::date;
    if (!given.is_scalar()) return std::nullopt;
    const auto read = lead::read_value(date, given.text);
    if (!read) return std::nullopt;
    return std::chrono::local_days(std::get<std::chrono::sys_days>(*read).time_since_epoch());
}

class holidays_reader {
public:
    holidays_reader(const cap::zone& where, draft& into)
        : where_(where), into_(into), problems_(into.problems) {}

    void read_day(const node& given) {
        cap::holiday day;
        const node* date = &given;
        if (given.is_mapping()) {
            const mapping at(given, {"date", "hours", "name"}, problems_);
            at.optional("name", day.name);
            if (const node* hours = at.find("hours")) day.open = read_spans(*hours);
            date = at.require("date");
            if (date == nullptr) return;
        }
        const auto parsed = parse_day(*date);
        if (!parsed) {
            problems_.error(date->at,
                            "expected a date such as 2026-12-25, or {date: 2026-12-24, hours: "
                            "\"08:00-12:00\"}");
            return;
        }
        day.date = *parsed;
        add(date->at, std::move(day));
    }

    cap::holidays finish() { return std::move(made_); }

private:
    std::vector<cap::span_of_day> read_spans(const node& given) {
        std::vector<cap::span_of_day> spans;
        if (given.is_scalar() && given.text == "closed") return spans;
        for (const node* item : one_or_more(given, problems_)) {
            const auto span = item->is_scalar() ? parse_span(item->text) : std::nullopt;
            if (!span || span->to_minute < span->from_minute) {
                problems_.error(item->at,
                                "expected hours of that day such as \"08:00-12:00\" (not over "
                                "midnight), or closed");
                continue;
            }
            const auto overlaps = [&span](const cap::span_of_day& other) {
                return span->from_minute < other.to_minute && other.from_minute < span->to_minute;
            };
            if (std::ranges::any_of(spans, overlaps))
                problems_.error(item->at, "these hours overlap others of that day");
            spans.push_back(*span);
        }
        return spans;
    }

    void add(const place& at, cap::holiday day) {
        if (std::ranges::find(made_.days, day.date, &cap::holiday::date) != made_.days.end())
            problems_.error(at, "this day stands here twice");
        else if (into_.now &&
                 day.date < std::chrono::floor<std::chrono::days>(where_.local(*into_.now)))
            problems_.warning(at, "this day is over");
        made_.days.push_back(std::move(day));
    }

    const cap::zone& where_;
    draft& into_;
    report& problems_;
    cap::holidays made_;
};

}  // namespace

cap::holidays read_holidays(const node& given, const cap::zone& where, draft& into) {
    holidays_reader reader(where, into);
    for (const node& item : items_of(given, into.problems)) reader.read_day(item);
    return reader.finish();
}

}  // namespace pointsman::yaml
