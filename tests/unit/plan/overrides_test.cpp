#include <pointsman/plan/overrides.hpp>

#include <gtest/gtest.h>

namespace pointsman::plan {
namespace {

using namespace std::chrono_literals;

const base::wall_time noon = std::chrono::sys_days(2026y / 11 / 22) + 12h;

// Made a second after the one before; in force for an hour from noon.
standing_override made(std::uint8_t number, override_kind kind, const char* order = "a") {
    standing_override one;
    one.id.bytes[15] = number;
    one.made_at = noon - 1h + std::chrono::seconds(number);
    one.kind = kind;
    one.name = order;
    one.from = noon;
    one.until = noon + 1h;
    one.by = "ada";
    one.reason = "down";
    return one;
}

standing_override ended(standing_override one) {
    one.ended = override_end{noon, "ada", "up again"};
    return one;
}

constexpr auto pause_kind = override_kind::pause;
constexpr auto resume_kind = override_kind::resume;

std::string why_order(const overrides& all, base::wall_time now,
                      const std::optional<pause>& in_file = {}) {
    return why_paused(override_target::order, "a", in_file, all, now).value_or("");
}

const std::string by_override =
    "override 00000000-0000-0000-0000-000000000001: down, by ada until 2026-11-22T13:00:00Z";

TEST(overrides, count_from_their_beginning_to_their_end) {
    const auto all = overrides().with({made(1, pause_kind)}, noon - 1h);
    EXPECT_EQ(why_order(all, noon - 1us), "");
    EXPECT_EQ(why_order(all, noon), by_override);
    EXPECT_EQ(why_order(all, noon + 1h - 1us), by_override);
    EXPECT_EQ(why_order(all, noon + 1h), "");
}

TEST(overrides, are_of_one_target) {
    const auto all = overrides().with({made(1, pause_kind)}, noon);
    const auto is_paused = [&](override_target target, const char* name) {
        return why_paused(target, name, {}, all, noon).has_value();
    };
    EXPECT_TRUE(is_paused(override_target::order, "a"));
    EXPECT_FALSE(is_paused(override_target::order, "b"));
    EXPECT_FALSE(is_paused(override_target::buyer, "a"));
    EXPECT_FALSE(is_paused(override_target::seller, "a"));
}

TEST(overrides, of_which_the_latest_decides) {
    const auto all = overrides().with({made(2, resume_kind), made(1, pause_kind)}, noon);
    EXPECT_EQ(why_order(all, noon), "");
    EXPECT_EQ(why_order(all.with({made(3, pause_kind)}, noon), noon).substr(0, 45),
              "override 00000000-0000-0000-0000-000000000003");
    EXPECT_EQ(why_order(all.with({ended(made(2, resume_kind))}, noon), noon), by_override)
        << "the one before counts again";
}

TEST(overrides, count_before_the_file) {
    const pause in_file{.reason = "unpaid", .until = noon + 2h};
    EXPECT_EQ(why_order({}, noon, in_file),
              "paused in its file: unpaid, until 2026-11-22T14:00:00Z");
    EXPECT_EQ(why_order({}, noon + 2h, in_file), "");
    EXPECT_EQ(why_order({}, noon, pause{}), "paused in its file");
    const auto all = overrides().with({made(1, resume_kind)}, noon);
    EXPECT_EQ(why_order(all, noon, in_file), "");
    EXPECT_EQ(why_order(all, noon + 1h, in_file),
              "paused in its file: unpaid, until 2026-11-22T14:00:00Z");
}

TEST(overrides, come_in_any_order_and_any_number_of_times) {
    const auto one = made(1, pause_kind);
    const auto twice = overrides().with({one, one}, noon).with({one}, noon);
    EXPECT_EQ(twice.all().size(), 1U);
    const auto end_first = overrides().with({ended(one)}, noon).with({one}, noon);
    ASSERT_EQ(end_first.all().size(), 1U);
    EXPECT_TRUE(end_first.all()[0].ended);
    EXPECT_EQ(why_order(end_first, noon), "");
}

TEST(overrides, leave_out_what_is_over) {
    const auto all = overrides().with({made(1, pause_kind)}, noon);
    EXPECT_EQ(all.with({}, noon + 1h - 1us).all().size(), 1U);
    EXPECT_TRUE(all.with({}, noon + 1h).all().empty());
    EXPECT_TRUE(overrides().with({made(1, pause_kind)}, noon + 1h).all().empty());
    EXPECT_TRUE(made(1, pause_kind).is_ahead(noon - 1h));
    EXPECT_FALSE(ended(made(1, pause_kind)).is_ahead(noon));
}

TEST(overrides, are_described_for_people) {
    EXPECT_EQ(describe(made(1, pause_kind, "northstar_ca")), "pause order northstar_ca");
    standing_override one = made(1, override_kind::cap);
    one.cap = cap_change{cap::event::sale, cap::period::day, cap::measure::count, false, 50};
    EXPECT_EQ(describe(one), "cap order a: sale count per day +50");
    one.cap =
        cap_change{cap::event::sale, cap::period::total, cap::measure::spend, true, 1'250'000'000};
    EXPECT_EQ(describe(one), "cap order a: sale spend per total = 1250.00");
    one.target = override_target::seller;
    one.cap->vertical = "auto";
    EXPECT_EQ(describe(one), "cap seller a auto: sale spend per total = 1250.00");
}

// What the plan's own caps are counted by.
TEST(overrides, of_caps_name_the_counters_of_their_owners) {
    standing_override one = made(1, override_kind::cap);
    one.cap = cap_change{cap::event::sale, cap::period::day, cap::measure::count, false, 5};
    const auto named = [](cap::owner owner, const char* name) {
        return cap::counter_name(owner, name, cap::event::sale, cap::period::day,
                                 cap::measure::count, {});
    };
    EXPECT_EQ(counter_name(one), named(cap::owner::order, "a"));
    one.target = override_target::buyer;
    EXPECT_EQ(counter_name(one), named(cap::owner::buyer, "a"));
    one.target = override_target::tree;
    EXPECT_EQ(counter_name(one), named(cap::owner::tree, "a"));
    one.target = override_target::seller;
    one.cap->vertical = "auto";
    EXPECT_EQ(counter_name(one), named(cap::owner::seller, "a auto"));
}

TEST(overrides, have_names_that_read_back) {
    for (const auto kind : {pause_kind, resume_kind, override_kind::cap})
        EXPECT_EQ(parse_override_kind(to_text(kind)), kind);
    for (const auto target : {override_target::order, override_target::buyer,
                              override_target::seller, override_target::tree})
        EXPECT_EQ(parse_override_target(to_text(target)), target);
    EXPECT_FALSE(parse_override_kind("stop"));
    EXPECT_FALSE(parse_override_target("forest"));
}

}  // namespace
}  // namespace pointsman::plan
