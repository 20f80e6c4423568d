#include "stage.hpp"

#include <gmock/gmock.h>

// What changes by the hour and by the calendar, as a lead meets it.
namespace pointsman::engine {
namespace {

using testing::HasSubstr;

class standing : public testing::Test {
protected:
    standing() : now(on.time.now().wall) {}

    plan::standing_override an_override(plan::override_kind kind, plan::override_target target,
                                        const std::string& name) {
        plan::standing_override made;
        made.id.bytes[15] = ++made_;
        made.made_at = now + base::duration(made_);
        made.kind = kind;
        made.target = target;
        made.name = name;
        made.from = now;
        made.until = now + 1h;
        made.by = "ada";
        made.reason = "their system is down";
        return made;
    }

    void put_up(const plan::standing_override& what) { on.board.put_up({what}, now); }

    std::string detail_of(const std::string& order) {
        for (const journal::candidate& one : on.outcome().candidates)
            if (one.order == order) return one.detail;
        return "not there";
    }

    void let_a_bid() {
        on.buyers.script["http://a.example/ping"] =
            support::says(R"({"status":"ok","bid":"20.00"})");
    }

    stage on;
    base::wall_time now;

private:
    std::uint8_t made_ = 0;
};

TEST_F(standing, a_paused_order_is_told_why_and_until_when) {
    on.order("a").paused = plan::pause{"their system is down", now + 1h};
    on.order("b").paused = plan::pause{"over since", now};
    on.serve();
    EXPECT_EQ(on.reason_of("a"), "paused");
    EXPECT_THAT(detail_of("a"), HasSubstr("paused in its file: their system is down, until 20"));
    EXPECT_NE(on.reason_of("b"), "paused");
}

TEST_F(standing, a_paused_buyer_stands_still_with_all_its_orders) {
    on.plan->buyers[1].paused = plan::pause{"unpaid", {}};
    on.serve();
    EXPECT_EQ(on.reason_of("b"), "paused");
    EXPECT_EQ(detail_of("b"), "the buyer: paused in its file: unpaid");
    EXPECT_NE(on.reason_of("a"), "paused");
}

TEST_F(standing, an_override_pauses_an_order_and_its_id_is_stored) {
    put_up(an_override(plan::override_kind::pause, plan::override_target::order, "a"));
    on.serve();
    EXPECT_EQ(on.reason_of("a"), "paused");
    EXPECT_THAT(detail_of("a"), HasSubstr("override 00000000-0000-0000-0000-000000000001: their "
                                          "system is down, by ada until "));
    // Before the first ping, too: the received lead knows whom it could not have.
    const auto received = on.store.all<journal::received>();
    ASSERT_EQ(received.size(), 1U);
    EXPECT_THAT(received[0].candidates_json,
                HasSubstr("override 00000000-0000-0000-0000-000000000001"));
}

TEST_F(standing, an_override_pauses_a_buyer_and_another_resumes_an_order_of_the_file) {
    on.order("a").paused = plan::pause{};
    put_up(an_override(plan::override_kind::resume, plan::override_target::order, "a"));
    put_up(an_override(plan::override_kind::pause, plan::override_target::buyer, "b"));
    on.serve();
    EXPECT_NE(on.reason_of("a"), "paused");
    EXPECT_EQ(on.reason_of("b"), "paused");
    EXPECT_THAT(detail_of("b"), HasSubstr("the buyer: override "));
}

TEST_F(standing, an_override_counts_until_its_end) {
    auto over = an_override(plan::override_kind::pause, plan::override_target::order, "a");
    over.from = now - 1h;
    over.until = now;
    auto nearly_over = an_override(plan::override_kind::pause, plan::override_target::order, "b");
    nearly_over.from = now - 1h;
    nearly_over.until = now + 1us;
    on.board.put_up({over, nearly_over}, now - 1h);  // both are still there
    ASSERT_EQ(on.board.current()->all().size(), 2U);
    on.serve();
    EXPECT_NE(on.reason_of("a"), "paused");
    EXPECT_EQ(on.reason_of("b"), "paused");
}

TEST_F(standing, an_override_that_was_ended_counts_no_more) {
    auto made = an_override(plan::override_kind::pause, plan::override_target::order, "a");
    put_up(made);
    made.ended = plan::override_end{now, "ada", "up again"};
    put_up(made);
    on.serve();
    EXPECT_NE(on.reason_of("a"), "paused");
}

TEST_F(standing, an_override_pauses_a_seller) {
    put_up(an_override(plan::override_kind::pause, plan::override_target::seller, "acme"));
    const json told = on.serve_json();
    EXPECT_EQ(told["status"], "rejected");
    EXPECT_EQ(told["reason"], "seller_paused");
    const auto refused = on.store.all<journal::refused>();
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_THAT(refused[0].problems_json, HasSubstr("override 00000000"));
}

// One cap of one sale in total, with an override of one more.
TEST_F(standing, an_override_gives_a_cap_more_room_for_a_while) {
    let_a_bid();
    plan::conditional_cap cap;
    cap.limit.per = cap::period::total;
    cap.limit.most = 1;
    cap.limit.used = on.counters.counter_of(cap::counter_name(
        cap::owner::order, "a", cap::event::sale, cap::period::total, cap::measure::count, {}));
    on.order("a").caps.push_back(std::move(cap));
    auto extra = an_override(plan::override_kind::cap, plan::override_target::order, "a");
    extra.cap =
        plan::cap_change{cap::event::sale, cap::period::total, cap::measure::count, false, 1};
    const auto reason = [&](const char* ref) {
        json lead = json::parse(stage::lead_body());
        lead["ref"] = ref;
        lead["fields"]["email"] = std::string(ref) + "@example.com";
        return json::parse(on.serve(lead.dump()).body)["status"].get<std::string>();
    };
    EXPECT_EQ(reason("r-1"), "sold");
    EXPECT_EQ(reason("r-2"), "unsold");
    put_up(extra);
    EXPECT_EQ(reason("r-3"), "sold");
    EXPECT_EQ(reason("r-4"), "unsold");
    extra.ended = plan::override_end{now, "ada", "enough"};
    put_up(extra);
    auto whole = extra;
    whole.ended.reset();
    whole.id.bytes[0] = 1;
    whole.cap->replaces = true;
    whole.cap->amount = 3;
    put_up(whole);
    EXPECT_EQ(reason("r-5"), "sold");
    EXPECT_EQ(reason("r-6"), "unsold") << "three in all, without the extra that was ended";
}

TEST_F(standing, a_holiday_closes_the_orders_of_its_buyer_but_those_that_ignore_it) {
    const auto today = std::chrono::floor<std::chrono::days>(now);
    const cap::holidays days{{{std::chrono::local_days(today.time_since_epoch()), {}, "Ada's"}}};
    on.plan->buyers[0].holidays = days;
    on.plan->buyers[1].holidays = days;
    on.order("b").ignores_holidays = true;
    on.serve();
    EXPECT_EQ(on.reason_of("a"), "closed");
    EXPECT_THAT(detail_of("a"), HasSubstr("(Ada's) in UTC"));
    EXPECT_NE(on.reason_of("b"), "closed");
    EXPECT_NE(on.reason_of("c"), "closed");
}

// The ZIP code of the lead lies where it is an hour outside of the contact hours, or inside.
cap::contact_hours hours_around(base::wall_time now, bool open) {
    const auto minute =
        std::chrono::floor<std::chrono::minutes>(now - std::chrono::floor<std::chrono::days>(now))
            .count();
    cap::contact_hours made;
    made.where = cap::zone_map({{90001, 90999, "UTC"}}, {});
    const auto at = static_cast<std::int32_t>(minute);
    made.open = open ? cap::span_of_day{at, 1440}
                     : (at < 720 ? cap::span_of_day{at + 60, 1440} : cap::span_of_day{0, at - 60});
    return made;
}

TEST_F(standing, a_lead_outside_the_contact_hours_is_refused) {
    on.plan->verticals[0].contact_hours = hours_around(now, false);
    const json told = on.serve_json();
    EXPECT_EQ(told["status"], "rejected");
    EXPECT_EQ(told["reason"], "quiet_hours");
    const auto refused = on.store.all<journal::refused>();
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_EQ(refused[0].reason, "quiet_hours");
    EXPECT_THAT(refused[0].problems_json, HasSubstr("in UTC by the ZIP code"));
    EXPECT_TRUE(on.store.all<journal::received>().empty());
}

TEST_F(standing, a_lead_inside_the_contact_hours_is_walked) {
    on.plan->verticals[0].contact_hours = hours_around(now, true);
    EXPECT_EQ(on.serve_json()["status"], "unsold");
}

TEST_F(standing, a_lead_outside_the_contact_hours_may_be_accepted_with_a_note) {
    on.plan->verticals[0].contact_hours = hours_around(now, false);
    on.plan->verticals[0].contact_hours->refuses = false;
    EXPECT_EQ(on.serve_json()["status"], "unsold");
    const auto received = on.store.all<journal::received>();
    ASSERT_EQ(received.size(), 1U);
    EXPECT_THAT(received[0].candidates_json, HasSubstr("outside the contact hours: "));
}

}  // namespace
}  // namespace pointsman::engine
