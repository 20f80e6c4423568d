#include <pointsman/sandbox/verification.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>

namespace pointsman::sandbox {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

base::money dollars(std::int64_t amount) {
    return base::money::from_micros(amount * 1'000'000);
}

// A lead that was sold to one of two bidders, seen by all three witnesses in the same way.
evidence honest() {
    const call_key ping{"L1", "north", false, 0};
    const call_key other_ping{"L1", "south", false, 0};
    const call_key post{"L1", "north", true, 0};
    evidence all;
    all.sellers = {{"r1",
                    200,
                    "sold",
                    "L1",
                    dollars(8),
                    {{"phone", "+12025550123"}, {"last_name", "Okafor"}}}};
    all.buyers = {{"n", "L1", "north", false, 0, "bid", dollars(10), {{"zip", "20001"}}},
                  {"s", "L1", "south", false, 0, "declined", {}, {{"zip", "20001"}}},
                  {"n", "L1", "north", true, 0, "accepted", dollars(10), {}}};
    all.database.leads["L1"] = {"r1", "auto", "{}", "sold"};
    all.database.attempts = {{ping, {"bid", 200, {}, dollars(10)}},
                             {other_ping, {"declined", 200, {}, std::nullopt}},
                             {post, {"accepted", 200, {}, std::nullopt}}};
    all.database.postings[post] = {{}, dollars(10)};
    all.database.sales = {{"L1", "north", dollars(10), dollars(8), dollars(2)}};
    all.database.entries = {
        {"L1", "buyer", dollars(10)}, {"L1", "seller", -dollars(8)}, {"L1", "margin", -dollars(2)}};
    all.database.plan = std::make_shared<plan::snapshot>();
    return all;
}

TEST(verification, finds_nothing_where_all_agree) {
    EXPECT_THAT(all_disagreements(honest()), IsEmpty());
}

struct lie {
    const char* name;
    std::function<void(evidence&)> tell;
    const char* check;
    const char* complaint;
};

void PrintTo(const lie& which, std::ostream* out) {
    *out << which.name;
}

class verification_of : public testing::TestWithParam<lie> {};

TEST_P(verification_of, finds_it) {
    evidence all = honest();
    GetParam().tell(all);
    const auto found = all_disagreements(all);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().check, GetParam().check);
    EXPECT_THAT(found.front().what, HasSubstr(GetParam().complaint));
}

const call_key north_post{"L1", "north", true, 0};
const call_key south_ping{"L1", "south", false, 0};

const std::vector<lie> lies = {
    {"an_answer_without_a_lead",
     [](evidence& all) { all.sellers.push_back({"r2", 200, "unsold", "L2", {}, {}}); }, "answers",
     "no lead is stored"},
    {"a_server_that_failed",
     [](evidence& all) { all.sellers.push_back({"r2", 500, "HTTP 500", "", {}, {}}); }, "answers",
     "was answered with 500"},
    {"another_status", [](evidence& all) { all.database.leads["L1"].status = "unsold"; }, "answers",
     "stored is unsold"},
    {"another_payout", [](evidence& all) { all.sellers[0].payout = dollars(9); }, "answers",
     "told payout 9.00"},
    {"a_sale_that_was_told_unsold",
     [](evidence& all) {
         all.sellers[0].status = "unsold";
         all.database.leads["L1"].status = "unsold";
     },
     "answers", "a sale is stored"},
    {"a_rejection_without_a_record",
     [](evidence& all) { all.sellers.push_back({"r2", 200, "rejected", "L2", {}, {}}); }, "answers",
     "no refusal is stored"},
    {"two_sales", [](evidence& all) { all.database.sales.push_back(all.database.sales[0]); },
     "answers", "payout"},
    {"a_sale_that_nobody_accepted", [](evidence& all) { all.buyers[2].answer = "rejected"; },
     "sales", "accepted it 0 times"},
    {"another_price_at_the_buyer", [](evidence& all) { all.buyers[2].price = dollars(11); },
     "sales", "the buyer accepted for 11.00"},
    {"a_second_accept",
     [](evidence& all) {
         all.buyers.push_back({"s", "L1", "south", true, 0, "accepted", dollars(7), {}});
         all.database.postings[{"L1", "south", true, 0}] = {{}, dollars(7)};
         all.database.attempts[{"L1", "south", true, 0}] = {"rejected", 200, {}, std::nullopt};
     },
     "sales", "neither sold nor unknown"},
    {"a_ping_that_is_not_on_record", [](evidence& all) { all.database.attempts.erase(south_ping); },
     "calls", "is not on record"},
    {"a_ping_on_record_that_nobody_saw",
     [](evidence& all) { all.buyers.erase(all.buyers.begin() + 1); }, "calls",
     "the buyer never saw it"},
    {"a_ping_seen_twice", [](evidence& all) { all.buyers.push_back(all.buyers[1]); }, "calls",
     "twice"},
    {"a_post_before_its_posting", [](evidence& all) { all.database.postings.erase(north_post); },
     "calls", "without a stored posting"},
    {"a_ping_called_unsent",
     [](evidence& all) { all.database.attempts[south_ping] = {"unsent", 0, {}, std::nullopt}; },
     "calls", "as unsent"},
    {"a_buyer_with_an_unknown_lead",
     [](evidence& all) {
         all.buyers.push_back({"n", "L9", "north", false, 0, "declined", {}, {}});
     },
     "calls", "no such lead"},
    {"another_bid", [](evidence& all) { all.buyers[0].price = dollars(12); }, "calls",
     "the buyer bid 12.00"},
    {"a_name_in_a_ping", [](evidence& all) { all.buyers[1].values["n"] = "okafor"; }, "privacy",
     "carries last_name"},
    {"a_phone_in_a_ping", [](evidence& all) { all.buyers[1].values["p"] = "(202) 555-0123"; },
     "privacy", "carries phone as \"p\""},
    {"entries_that_do_not_balance", [](evidence& all) { all.database.entries.pop_back(); },
     "ledger", "sum to 2.00"},
    {"entries_of_another_sale",
     [](evidence& all) {
         all.database.entries[1].amount = -dollars(7);
         all.database.entries[2].amount = -dollars(3);
     },
     "ledger", "not those of its sale"},
    {"a_plan_that_is_gone", [](evidence& all) { all.database.plan = nullptr; }, "caps",
     "plan is not stored"}};

INSTANTIATE_TEST_SUITE_P(a_lie_about, verification_of, testing::ValuesIn(lies),
                         [](const auto& info) { return info.param.name; });

TEST(verification, allows_an_accept_that_was_recorded_as_unknown) {
    for (const char* result : {"unknown", "timeout"}) {
        evidence all = honest();
        all.sellers[0].status = "pending";
        all.sellers[0].http_status = 202;
        all.sellers[0].payout.reset();
        all.database.leads["L1"].status = "pending";
        all.database.attempts[north_post] = {result, 0, {}, std::nullopt};
        all.database.sales.clear();
        all.database.entries.clear();
        EXPECT_THAT(all_disagreements(all), IsEmpty());
    }
}

TEST(verification, allows_calls_of_an_open_lead_and_calls_that_never_arrived) {
    evidence all = honest();
    all.sellers = {{"r1", 202, "pending", "L1", {}, {}}};
    all.database.leads["L1"].status = "";
    all.database.attempts = {{{"L1", "west", false, 0}, {"timeout", 0, {}, std::nullopt}}};
    all.database.sales.clear();
    all.database.entries.clear();
    EXPECT_THAT(all_disagreements(all), IsEmpty());
}

TEST(verification, ignores_leads_that_were_not_taken) {
    evidence all = honest();
    all.sellers.push_back({"r2", 503, "HTTP 503", "", {}, {}});
    all.sellers.push_back({"r3", 422, "HTTP 422", "", {}, {}});
    all.sellers.push_back({"r4", 0, "no answer", "", {}, {}});
    EXPECT_THAT(all_disagreements(all), IsEmpty());
}

// One buyer did not answer the post, another bought the lead.
evidence with_silence(plan::silence meaning) {
    evidence all = honest();
    auto plan = std::make_shared<plan::snapshot>();
    plan::order order;
    order.name = "south";
    auto connection = std::make_shared<plan::connection>();
    connection->no_answer = meaning;
    order.via = connection;
    plan->buyers.emplace_back();
    plan->orders.push_back(std::move(order));
    all.database.plan = plan;
    const call_key silent{"L1", "south", true, 0};
    all.database.attempts[silent] = {"timeout", 0, {}, std::nullopt};
    all.database.postings[silent] = {{}, dollars(9)};
    return all;
}

TEST(verification, finds_a_lead_sold_on_while_a_buyer_may_own_it) {
    const auto found = all_disagreements(with_silence(plan::silence::hold));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found[0].what, HasSubstr("although south may own it"));
    EXPECT_THAT(all_disagreements(with_silence(plan::silence::reject)), IsEmpty());
}

// The cap of one sale a day, in Los Angeles.
evidence with_cap(cap::measure what, std::int64_t most) {
    evidence all = honest();
    auto plan = std::make_shared<plan::snapshot>();
    plan->verticals.emplace_back();
    plan->buyers.push_back({"n", "USD", cap::zone("America/Los_Angeles")});
    plan::order order;
    order.name = "north";
    plan::conditional_cap cap;
    cap.limit.what = what;
    cap.limit.most = most;
    order.caps.push_back(std::move(cap));
    plan->orders.push_back(std::move(order));
    all.database.plan = plan;
    return all;
}

void add_sale(evidence& all, const std::string& lead_id, base::wall_time at) {
    all.database.sales.push_back({lead_id, "north", dollars(10), dollars(8), dollars(2)});
    all.database.postings[{lead_id, "north", true, 0}] = {at, dollars(10)};
}

constexpr base::wall_time noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 14} +
                               std::chrono::hours{20}};

TEST(verification_of_caps, counts_sales_within_the_buyers_day) {
    evidence all = with_cap(cap::measure::count, 1);
    all.database.sales.clear();
    all.buyers.clear();
    add_sale(all, "L1", noon);
    EXPECT_THAT(check_caps(all), IsEmpty());
    add_sale(all, "L2", noon + std::chrono::hours{10});  // still the same day in Los Angeles
    ASSERT_EQ(check_caps(all).size(), 1U);
    EXPECT_THAT(check_caps(all)[0].what, HasSubstr("2 used of 1 per day"));
}

TEST(verification_of_caps, begins_again_the_next_day) {
    evidence all = with_cap(cap::measure::count, 1);
    all.database.sales.clear();
    all.buyers.clear();
    add_sale(all, "L1", noon);
    add_sale(all, "L2", noon + std::chrono::hours{24});
    EXPECT_THAT(check_caps(all), IsEmpty());
}

TEST(verification_of_caps, adds_up_money) {
    evidence all = with_cap(cap::measure::spend, dollars(15).micros());
    all.database.sales.clear();
    all.buyers.clear();
    add_sale(all, "L1", noon);
    add_sale(all, "L2", noon);
    EXPECT_EQ(check_caps(all).size(), 1U);
}

TEST(verification_of_caps, counts_what_a_buyer_accepted_without_our_knowing) {
    evidence all = with_cap(cap::measure::count, 1);
    add_sale(all, "L2", {});
    all.database.sales.pop_back();
    all.buyers.push_back({"n", "L2", "north", true, 0, "accepted", dollars(10), {}});
    EXPECT_EQ(check_caps(all).size(), 1U);
}

TEST(verification_of_caps, lets_a_return_that_refills_make_room) {
    evidence all = with_cap(cap::measure::count, 1);
    all.database.sales.clear();
    all.buyers.clear();
    add_sale(all, "L1", noon);
    add_sale(all, "L2", noon);
    EXPECT_EQ(check_caps(all).size(), 1U);
    all.database.refilled = {"L1"};
    EXPECT_THAT(check_caps(all), IsEmpty());
}

// The sale of honest(), returned with the seller or the network bearing it, and a deposit.
evidence returned(bool seller_bears) {
    evidence all = honest();
    auto& entries = all.database.entries;
    entries.push_back({"L1", "buyer", -dollars(10), "return"});
    if (seller_bears) entries.push_back({"L1", "seller", dollars(8), "return"});
    entries.push_back({"L1", "margin", dollars(seller_bears ? 2 : 10), "return"});
    entries.push_back({"D1", "cash", dollars(100), "deposit"});
    entries.push_back({"D1", "buyer", -dollars(100), "deposit"});
    return all;
}

TEST(verification_of_the_ledger, takes_returns_and_deposits_that_balance) {
    EXPECT_THAT(all_disagreements(returned(true)), IsEmpty());
    EXPECT_THAT(all_disagreements(returned(false)), IsEmpty());
}

TEST(verification_of_the_ledger, finds_a_return_of_more_or_less_than_the_sale) {
    evidence all = returned(true);
    all.database.entries[3].amount = -dollars(11);
    all.database.entries[5].amount = dollars(3);
    ASSERT_EQ(check_ledger(all).size(), 1U);
    EXPECT_THAT(check_ledger(all)[0].what, HasSubstr("does not undo its sale"));
}

TEST(verification_of_the_ledger, finds_a_return_without_a_sale_and_a_deposit_out_of_balance) {
    evidence all = honest();
    all.database.entries.push_back({"L2", "buyer", -dollars(10), "return"});
    all.database.entries.push_back({"L2", "margin", dollars(10), "return"});
    all.database.entries.push_back({"D1", "cash", dollars(5), "deposit"});
    const auto found = check_ledger(all);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_THAT(found[0].what, HasSubstr("its entries (deposit) sum to 5.00"));
    EXPECT_THAT(found[1].what, HasSubstr("it has entries and no sale"));
}

}  // namespace
}  // namespace pointsman::sandbox
