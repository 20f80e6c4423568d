#include <pointsman/intake/override_requests.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace pointsman::intake {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

const base::wall_time now = std::chrono::sys_days(2026y / 11 / 22) + 12h;
constexpr const char* own_id = "0192f000-0000-7000-8000-000000000001";

plan::snapshot a_plan() {
    plan::snapshot made;
    made.buyers.push_back({.name = "northstar", .currency = "USD", .zone = {}});
    made.buyers.back().caps[0].emplace_back();
    made.buyers.push_back({.name = "plainview", .currency = "USD", .zone = {}});
    made.trees.emplace_back();
    made.trees.back().name = "main";
    made.trees.back().caps.emplace_back();
    plan::order order;
    order.name = "northstar_ca";
    order.caps.emplace_back();  // sales a day, by count
    order.caps.emplace_back();
    order.caps.back().limit.what = cap::measure::spend;
    made.orders.push_back(std::move(order));
    made.sellers.push_back({.name = "acme", .keys = {}, .programs = {}});
    made.sellers.back().programs["auto"].caps.emplace_back();
    return made;
}

json pause() {
    return {{"kind", "pause"},
            {"order", "northstar_ca"},
            {"until", "2026-11-22T18:00:00Z"},
            {"by", "ada"},
            {"reason", "their system is down"}};
}

json cap_of(const char* amount, const json& value) {
    json body = pause();
    body["kind"] = "cap";
    body["on"] = "sale";
    body["per"] = "day";
    body[amount] = value;
    return body;
}

base::result<plan::standing_override, refusal> read(const json& body) {
    static const plan::snapshot plan = a_plan();
    return read_override(plan, body.dump(), {}, now, base::uuid{{9}});
}

// "field: detail" of each problem.
std::vector<std::string> problems_of(const json& body) {
    const auto read_body = read(body);
    std::vector<std::string> texts;
    if (!read_body)
        for (const problem& one : read_body.error().problems)
            texts.push_back(one.field + ": " + one.detail);
    return texts;
}

TEST(read_override, takes_a_pause_from_now_on) {
    const auto made = read(pause());
    ASSERT_TRUE(made);
    EXPECT_EQ(made->kind, plan::override_kind::pause);
    EXPECT_EQ(made->target, plan::override_target::order);
    EXPECT_EQ(made->name, "northstar_ca");
    EXPECT_EQ(made->from, now);
    EXPECT_EQ(made->made_at, now);
    EXPECT_EQ(made->until, now + 6h);
    EXPECT_EQ(made->by, "ada");
    EXPECT_EQ(made->reason, "their system is down");
    EXPECT_EQ(made->id, base::uuid{{9}});
    EXPECT_FALSE(made->cap);
}

TEST(read_override, takes_an_id_and_a_beginning_of_the_callers) {
    json body = pause();
    body["id"] = own_id;
    body["from"] = "2026-11-22T08:00:00-08:00";
    const auto made = read(body);
    ASSERT_TRUE(made);
    EXPECT_EQ(base::to_text(made->id), own_id);
    EXPECT_EQ(made->from, now + 4h);
}

TEST(read_override, takes_buyers_and_sellers) {
    json body = pause();
    body.erase("order");
    body["kind"] = "resume";
    body["buyer"] = "northstar";
    EXPECT_EQ(read(body)->target, plan::override_target::buyer);
    body.erase("buyer");
    body["seller"] = "acme";
    EXPECT_EQ(read(body)->target, plan::override_target::seller);
    EXPECT_EQ(read(body)->kind, plan::override_kind::resume);
}

TEST(read_override, takes_changes_of_a_cap) {
    const auto change_of = [](const json& body) { return read(body).value().cap.value(); };
    const plan::cap_change extra = change_of(cap_of("extra_count", 50));
    EXPECT_EQ(extra, (plan::cap_change{cap::event::sale, cap::period::day, cap::measure::count,
                                       false, 50}));
    const plan::cap_change whole = change_of(cap_of("limit_spend", "250.50"));
    EXPECT_EQ(whole, (plan::cap_change{cap::event::sale, cap::period::day, cap::measure::spend,
                                       true, 250'500'000}));
    EXPECT_EQ(change_of(cap_of("limit_count", 0)).amount, 0);
    EXPECT_EQ(change_of(cap_of("extra_spend", "0.01")).amount, 10'000);
}

json cap_of_other(const char* target, const char* name) {
    json body = cap_of("extra_count", 5);
    body.erase("order");
    body[target] = name;
    return body;
}

TEST(read_override, takes_changes_of_caps_of_buyers_trees_and_programs) {
    EXPECT_EQ(read(cap_of_other("buyer", "northstar"))->target, plan::override_target::buyer);
    EXPECT_EQ(read(cap_of_other("tree", "main"))->target, plan::override_target::tree);
    json of_seller = cap_of_other("seller", "acme");
    EXPECT_THAT(problems_of(of_seller), ElementsAre("vertical: is required",
                                                    "on: the seller has no cap of sale count per "
                                                    "day without \"when\""));
    of_seller["vertical"] = "auto";
    EXPECT_EQ(read(of_seller)->cap->vertical, "auto");
    of_seller["vertical"] = "home";
    EXPECT_THAT(problems_of(of_seller),
                ElementsAre("on: the seller has no cap of sale count per day without \"when\""));
}

TEST(read_override, of_a_cap_names_one_that_there_is) {
    json body = cap_of_other("buyer", "northstar");
    body["per"] = "week";
    EXPECT_THAT(problems_of(body),
                ElementsAre("on: the buyer has no cap of sale count per week without \"when\""));
    body = cap_of_other("buyer", "plainview");
    EXPECT_THAT(problems_of(body),
                ElementsAre("on: the buyer has no cap of sale count per day without \"when\""))
        << "it has none at all";
    body = cap_of("extra_count", 5);
    body["vertical"] = "auto";
    EXPECT_THAT(problems_of(body), ElementsAre("vertical: only a seller has caps by vertical"));
}

TEST(read_override, pauses_no_tree) {
    json body = pause();
    body.erase("order");
    body["tree"] = "main";
    EXPECT_THAT(problems_of(body), testing::Contains("tree: a tree is neither paused nor resumed"));
}

TEST(read_override, names_everything_that_is_missing) {
    EXPECT_THAT(problems_of(json::object()),
                ElementsAre("kind: is required", "order: give an order, buyer or seller",
                            "until: is required", "by: is required", "reason: is required"));
    json empty = pause();
    empty["by"] = "";
    empty["reason"] = "  ";
    EXPECT_THAT(problems_of(empty),
                ElementsAre("by: must not be empty", "reason: must not be empty"));
}

TEST(read_override, names_every_mistake) {
    const auto with = [](json body, const char* name, const json& value) {
        body[name] = value;
        return problems_of(body);
    };
    EXPECT_THAT(with(pause(), "kind", "stop"),
                ElementsAre("kind: must be one of pause, resume, cap"));
    EXPECT_THAT(with(pause(), "order", "northstar"),
                ElementsAre("order: there is no order of this name"));
    EXPECT_THAT(with(pause(), "buyer", "northstar"),
                ElementsAre("buyer: give only one of order and buyer"));
    EXPECT_THAT(with(pause(), "id", "7"), ElementsAre("id: must be a UUID"));
    EXPECT_THAT(with(pause(), "until", "tomorrow"),
                ElementsAre("until: must be a moment such as 2026-12-01T08:00:00Z"));
    EXPECT_THAT(with(pause(), "until", "2026-11-22T12:00:00Z"),
                ElementsAre("until: must be in the future"));
    EXPECT_THAT(with(pause(), "from", "2026-11-22T18:00:00Z"),
                ElementsAre("until: must be after \"from\""));
    EXPECT_THAT(with(pause(), "until", "2027-11-24T12:00:00Z"),
                ElementsAre("until: must be within 366 days: what lasts belongs in the files"));
    EXPECT_THAT(with(pause(), "untill", "x"), ElementsAre("untill: did you mean \"until\"?"));
    EXPECT_THAT(with(pause(), "extra_count", 1), ElementsAre("extra_count: is not known here"));
    EXPECT_THAT(with(cap_of("extra_count", 1), "on", "post"),
                ElementsAre("on: the order has no cap of post count per day without \"when\""));
    EXPECT_THAT(with(cap_of("extra_count", 1), "limit_count", 1),
                ElementsAre("limit_count: give only one amount"));
    EXPECT_THAT(problems_of(cap_of("extra_count", 0)),
                ElementsAre("extra_count: must be a whole number from 1 to 1000000000"));
    EXPECT_THAT(problems_of(cap_of("extra_spend", "0.00")),
                ElementsAre("extra_spend: must be more than nothing"));
    EXPECT_THAT(problems_of(cap_of("by", "ada")),
                ElementsAre("extra_count: give one of extra_count, extra_spend, limit_count and "
                            "limit_spend"));
}

TEST(read_override, takes_nothing_but_an_object) {
    EXPECT_FALSE(read(json::array()));
    EXPECT_EQ(read_override(a_plan(), "{", {}, now, {}).error().http_status, 400);
}

TEST(read_override_end, asks_who_and_why) {
    const auto end = read_override_end(R"({"by":"ada","reason":"up again"})", {}, now);
    ASSERT_TRUE(end);
    EXPECT_EQ(end->at, now);
    EXPECT_EQ(end->by, "ada");
    EXPECT_EQ(end->reason, "up again");
    EXPECT_EQ(read_override_end("{}", {}, now).error().problems.size(), 2U);
    EXPECT_EQ(read_override_end(R"({"by":"a","reason":"b","until":"c"})", {}, now)
                  .error()
                  .problems.size(),
              1U);
}

TEST(read_override_query, asks_for_a_page) {
    EXPECT_FALSE(read_override_query("")->ahead_only);
    EXPECT_EQ(read_override_query("")->most, 100U);
    const auto asked = read_override_query(std::string("state=active&limit=7&before=") + own_id);
    ASSERT_TRUE(asked);
    EXPECT_TRUE(asked->ahead_only);
    EXPECT_EQ(asked->most, 7U);
    EXPECT_EQ(base::to_text(*asked->before), own_id);
    for (const char* wrong : {"state=old", "limit=0", "limit=1001", "limit=x", "before=7", "page=2",
                              "limit=1&limit=2", "state=%zz"})
        EXPECT_FALSE(read_override_query(wrong)) << wrong;
    EXPECT_TRUE(read_override_query("limit=1000"));
}

}  // namespace
}  // namespace pointsman::intake
