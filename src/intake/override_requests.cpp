#include <pointsman/intake/override_requests.hpp>

#include "json_object.hpp"
#include "query_parameters.hpp"

#include <pointsman/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace pointsman::intake {

namespace {

using plan::override_kind;
using plan::override_target;

constexpr std::size_t max_name_bytes = 64;
constexpr std::size_t max_moment_bytes = 40;
constexpr std::int64_t most_leads = 1'000'000'000;

constexpr std::array targets{override_target::order, override_target::buyer,
                             override_target::seller, override_target::tree};
constexpr std::array events{cap::event::ping, cap::event::post, cap::event::sale};
constexpr std::array periods{cap::period::hour, cap::period::day, cap::period::week,
                             cap::period::month, cap::period::total};
constexpr std::array amounts{"extra_count", "extra_spend", "limit_count", "limit_spend"};
constexpr std::array<std::string_view, 3> list_parameters{"state", "before", "limit"};

template <class Choices>
auto read_choice(member_reader& request, const char* name, const Choices& choices) {
    const std::string text = request.required_text(name, max_name_bytes);
    std::string known;
    for (const auto each : choices) {
        if (to_text(each) == text) return each;
        known += (known.empty() ? "" : ", ") + std::string(to_text(each));
    }
    if (!text.empty()) request.complain(name, "must be one of " + known);
    return choices.front();
}

class override_reader {
public:
    override_reader(const plan::snapshot& plan, member_reader& request, base::wall_time now)
        : plan_(plan), request_(request), now_(now) {}

    plan::standing_override read(const base::uuid& new_id) {
        made_.made_at = now_;
        made_.id = read_id().value_or(new_id);
        constexpr std::array kinds{override_kind::pause, override_kind::resume, override_kind::cap};
        made_.kind = read_choice(request_, "kind", kinds);
        read_target();
        if (made_.kind == override_kind::cap) read_cap();
        read_times();
        made_.by = request_.required_text("by", max_override_by_bytes);
        made_.reason = request_.required_text("reason", max_override_reason_bytes);
        if (made_.kind == override_kind::cap)
            request_.refuse_unknown({"kind", "order", "buyer", "seller", "tree", "vertical", "on",
                                     "per", "extra_count", "extra_spend", "limit_count",
                                     "limit_spend", "by", "reason", "from", "until", "id"});
        else
            request_.refuse_unknown(
                {"kind", "order", "buyer", "seller", "by", "reason", "from", "until", "id"});
        return std::move(made_);
    }

private:
    std::optional<base::uuid> read_id() {
        const auto text = request_.text("id", max_name_bytes);
        if (!text) return std::nullopt;
        const auto id = base::parse_uuid(*text);
        if (!id) request_.complain("id", "must be a UUID");
        return id;
    }

    void read_target() {
        const char* named = nullptr;
        for (const override_target each : targets) {
            const char* member = to_text(each).data();
            if (!request_.find(member)) continue;
            if (named != nullptr)
                request_.complain(member, fmt::format("give only one of {} and {}", named, member));
            named = member;
            made_.target = each;
        }
        if (named == nullptr) {
            const bool is_cap = made_.kind == override_kind::cap;
            return request_.complain("order", is_cap ? "give an order, buyer, seller or tree"
                                                     : "give an order, buyer or seller");
        }
        made_.name = request_.required_text(named, max_name_bytes);
        if (made_.target == override_target::tree && made_.kind != override_kind::cap)
            return request_.complain(named, "a tree is neither paused nor resumed");
        is_found_ = !made_.name.empty() && plan::has_target(plan_, made_.target, made_.name);
        if (!made_.name.empty() && !is_found_)
            request_.complain(named, fmt::format("there is no {} of this name", named));
    }

    void read_cap() {
        plan::cap_change change;
        change.on = read_choice(request_, "on", events);
        change.per = read_choice(request_, "per", periods);
        const bool has_amount = read_amount(change);
        if (made_.target == override_target::seller)
            change.vertical = request_.required_text("vertical", max_name_bytes);
        else if (request_.find("vertical"))
            request_.complain("vertical", "only a seller has caps by vertical");
        made_.cap = change;
        if (!is_found_ || !has_amount || plan::has_cap(plan_, made_.target, made_.name, change))
            return;
        request_.complain("on", fmt::format("the {} has no cap of {} {} per {} without \"when\"",
                                            to_text(made_.target), to_text(change.on),
                                            to_text(change.what), to_text(change.per)));
    }

    bool read_amount(plan::cap_change& into) {
        const char* given = nullptr;
        for (const char* name : amounts) {
            if (!request_.find(name)) continue;
            if (given != nullptr) request_.complain(name, "give only one amount");
            given = name;
        }
        if (given == nullptr) {
            request_.complain("extra_count",
                              "give one of extra_count, extra_spend, limit_count and limit_spend");
            return false;
        }
        const std::string_view name = given;
        into.replaces = name.starts_with("limit");
        const std::int64_t least = into.replaces ? 0 : 1;
        if (name.ends_with("count")) {
            into.amount = request_.integer(given, least, most_leads).value_or(least);
            return true;
        }
        into.what = cap::measure::spend;
        const auto amount = request_.amount(given);
        into.amount = amount.value_or(base::money()).micros();
        if (amount && into.amount < least) request_.complain(given, "must be more than nothing");
        return true;
    }

    std::optional<base::wall_time> read_moment(const char* name) {
        const auto text = request_.text(name, max_moment_bytes);
        if (!text) return std::nullopt;
        const auto moment = base::parse_rfc3339(*text);
        if (!moment) request_.complain(name, "must be a moment such as 2026-12-01T08:00:00Z");
        return moment;
    }

    void read_times() {
        made_.from = read_moment("from").value_or(now_);
        if (!request_.find("until")) return request_.complain_missing("until");
        const auto until = read_moment("until");
        if (!until) return;
        made_.until = *until;
        if (made_.until <= now_)
            request_.complain("until", "must be in the future");
        else if (made_.until <= made_.from)
            request_.complain("until", "must be after \"from\"");
        else if (made_.until > now_ + longest_override)
            request_.complain("until", "must be within 366 days: what lasts belongs in the files");
    }

    const plan::snapshot& plan_;
    member_reader& request_;
    base::wall_time now_;
    plan::standing_override made_;
    bool is_found_ = false;  // the target is in the plan
};

}  // namespace

base::result<plan::standing_override, refusal> read_override(const plan::snapshot& plan,
                                                             std::string_view body,
                                                             const base::json_limits& limits,
                                                             base::wall_time now,
                                                             const base::uuid& new_id) {
    return read_object<plan::standing_override>(body, limits, [&](member_reader& request) {
        return override_reader(plan, request, now).read(new_id);
    });
}

base::result<plan::override_end, refusal> read_override_end(std::string_view body,
                                                            const base::json_limits& limits,
                                                            base::wall_time now) {
    return read_object<plan::override_end>(body, limits, [&](member_reader& request) {
        plan::override_end end;
        end.at = now;
        end.by = request.required_text("by", max_override_by_bytes);
        end.reason = request.required_text("reason", max_override_reason_bytes);
        request.refuse_unknown({"by", "reason"});
        return end;
    });
}

base::result<override_query, refusal> read_override_query(std::string_view query) {
    std::vector<problem> problems;
    const parameters given = parameters_of(query, list_parameters, problems);
    override_query asked;
    if (const auto state = given.find("state"); state != given.end()) {
        asked.ahead_only = state->second == "active";
        if (!asked.ahead_only && state->second != "all")
            complain_of(problems, "state", "must be active or all");
    }
    if (const auto before = given.find("before"); before != given.end()) {
        asked.before = base::parse_uuid(before->second);
        if (!asked.before) complain_of(problems, "before", "must be the id of an override");
    }
    if (const auto limit = given.find("limit"); limit != given.end()) {
        const auto number = base::parse_integer(limit->second);
        const bool is_valid =
            number && *number >= 1 && *number <= static_cast<std::int64_t>(most_overrides_a_page);
        if (is_valid)
            asked.most = static_cast<std::size_t>(*number);
        else
            complain_of(problems, "limit",
                        fmt::format("must be from 1 to {}", most_overrides_a_page));
    }
    if (!problems.empty()) return base::failure(invalid(std::move(problems)));
    return asked;
}

}  // namespace pointsman::intake
