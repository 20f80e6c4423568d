#include <pointsman/intake/office_requests.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pointsman::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* lead = "01900000-0000-7000-8000-000000000001";

// The fields that a refusal names, in order; empty for what was taken.
template <class Value>
std::vector<std::string> wrong(const base::result<Value, refusal>& read) {
    std::vector<std::string> fields;
    if (read) return fields;
    for (const problem& one : read.error().problems) fields.push_back(one.field);
    return fields;
}

plan::snapshot a_plan() {
    plan::snapshot plan;
    plan::buyer northstar;
    northstar.name = "northstar";
    northstar.currency = "USD";
    northstar.zone = cap::zone("America/Los_Angeles");
    plan.buyers.push_back(std::move(northstar));
    return plan;
}

TEST(read_return, takes_a_lead_id_or_a_reference) {
    const auto by_id = read_return(
        std::string(R"({"lead_id":")") + lead + R"(","reason":"duplicate","note":"n"})", {});
    ASSERT_TRUE(by_id);
    EXPECT_EQ(base::to_text(std::get<base::lead_id>(by_id->lead)), lead);
    EXPECT_EQ(by_id->reason, "duplicate");
    EXPECT_EQ(by_id->note, "n");
    const auto by_reference = read_return(R"({"reference":"N-1","reason":"duplicate"})", {});
    ASSERT_TRUE(by_reference);
    EXPECT_EQ(std::get<std::string>(by_reference->lead), "N-1");
    EXPECT_EQ(by_reference->note, "");
}

TEST(read_return, names_all_that_is_wrong) {
    const auto fields = [](std::string_view body) { return wrong(read_return(body, {})); };
    EXPECT_THAT(fields("{}"), ElementsAre("lead_id", "reason"));
    EXPECT_THAT(fields(R"({"lead_id":"7","reason":""})"), ElementsAre("lead_id", "reason"));
    EXPECT_THAT(fields(R"({"lead_id":7,"reason":8,"note":9})"),
                ElementsAre("lead_id", "reason", "note"));
    EXPECT_THAT(fields(R"({"lead_id":"x","reference":"y","reason":"z"})"), ElementsAre("lead_id"));
    EXPECT_THAT(fields(R"({"reference":"","reason":"z"})"), ElementsAre("reference"));
    EXPECT_THAT(fields(R"({"reference":"y","reason":"z","amount":"1.00"})"), ElementsAre("amount"));
    EXPECT_THAT(
        fields(R"({"reference":"y","reason":"z","note":")" + std::string(1025, 'n') + R"("})"),
        ElementsAre("note"));
    EXPECT_THAT(fields("[]"), ElementsAre(""));
    EXPECT_EQ(read_return("[]", {}).error().http_status, 422);
    EXPECT_EQ(read_return(R"({"reason":"a","reason":"b"})", {}).error().http_status, 400);
    EXPECT_EQ(read_return("", {}).error().http_status, 400);
}

TEST(read_decision, is_accept_or_refuse_and_nothing_else) {
    EXPECT_TRUE(read_decision(R"({"decide":"accept"})", {})->accept);
    EXPECT_FALSE(read_decision(R"({"decide":"refuse","note":"no"})", {})->accept);
    const auto fields = [](std::string_view body) { return wrong(read_decision(body, {})); };
    EXPECT_THAT(fields("{}"), ElementsAre("decide"));
    EXPECT_THAT(fields(R"({"decide":"Accept"})"), ElementsAre("decide"));
    EXPECT_THAT(fields(R"({"decide":true})"), ElementsAre("decide"));
    EXPECT_THAT(fields(R"({"decide":"accept","decided":1})"), ElementsAre("decided"));
}

TEST(read_deposit, knows_the_buyer_and_its_currency) {
    const plan::snapshot plan = a_plan();
    const auto taken = read_deposit(
        plan, R"({"buyer":"northstar","amount":"500.000001","currency":"USD","id":"w-1"})", {});
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->amount, base::money::from_micros(500'000'001));
    EXPECT_EQ(taken->id, "w-1");
    const auto fields = [&](std::string_view body) { return wrong(read_deposit(plan, body, {})); };
    EXPECT_THAT(fields("{}"), ElementsAre("currency", "buyer", "amount", "id"));
    EXPECT_THAT(fields(R"({"buyer":"north","amount":"5","currency":"USD","id":"1"})"),
                ElementsAre("buyer"));
    EXPECT_THAT(fields(R"({"buyer":"northstar","amount":"5","currency":"EUR","id":"1"})"),
                ElementsAre("currency"));
    for (const char* amount : {R"("0")", R"("-5")", R"("1e2")", R"("$5")", R"("5.0000001")", "{}"})
        EXPECT_THAT(fields(std::string(R"({"buyer":"northstar","amount":)") + amount +
                           R"(,"currency":"USD","id":"1"})"),
                    ElementsAre("amount"))
            << amount;
}

TEST(read_erasure, brings_a_person_into_the_form_in_which_leads_carry_it) {
    const auto phone = read_erasure(R"({"phone":" (310) 555-0123","asked_by":"Ada's lawyer"})", {});
    ASSERT_TRUE(phone);
    EXPECT_EQ(phone->kind, "phone");
    EXPECT_EQ(phone->value, "+13105550123");
    EXPECT_EQ(phone->asked_by, "Ada's lawyer");
    const auto email = read_erasure(R"({"email":"Ada@Example.COM"})", {});
    ASSERT_TRUE(email);
    EXPECT_EQ(email->kind, "email");
    EXPECT_EQ(email->value, "ada@example.com");
    EXPECT_EQ(email->asked_by, "operator");
    const auto fields = [](std::string_view body) { return wrong(read_erasure(body, {})); };
    EXPECT_THAT(fields("{}"), ElementsAre("phone"));
    EXPECT_THAT(fields(R"({"phone":"555"})"), ElementsAre("phone"));
    EXPECT_THAT(fields(R"({"email":"ada"})"), ElementsAre("email"));
    EXPECT_THAT(fields(R"({"phone":"3105550123","email":"ada@example.com"})"),
                ElementsAre("phone"));
    EXPECT_THAT(fields(R"({"phone":"3105550123","zip":"90210"})"), ElementsAre("zip"));
}

class statement_query : public testing::Test {
protected:
    base::result<statement_request, refusal> read(std::string_view query) const {
        return read_statement_query(plan_, query);
    }

    plan::snapshot plan_ = a_plan();
};

TEST_F(statement_query, has_days_of_the_buyers_zone) {
    const auto asked = read("party=buyer%3Anorthstar&from=2026-03-08&to=2026-03-08&format=csv");
    ASSERT_TRUE(asked);
    EXPECT_TRUE(asked->of_buyer);
    EXPECT_TRUE(asked->csv);
    EXPECT_EQ(asked->party, "northstar");
    EXPECT_EQ(base::to_rfc3339(asked->since), "2026-03-08T08:00:00.000000Z");
    // The day on which summer time begins has 23 hours.
    EXPECT_EQ(base::to_rfc3339(asked->until), "2026-03-09T07:00:00.000000Z");
}

TEST_F(statement_query, has_days_of_utc_for_sellers_and_unknown_parties) {
    for (const char* party : {"seller:acme", "buyer:gone"}) {
        const auto asked = read(std::string("from=2026-11-01&to=2026-11-30&party=") + party);
        ASSERT_TRUE(asked) << party;
        EXPECT_EQ(base::to_rfc3339(asked->since), "2026-11-01T00:00:00.000000Z");
        EXPECT_EQ(base::to_rfc3339(asked->until), "2026-12-01T00:00:00.000000Z");
        EXPECT_FALSE(asked->csv);
    }
}

TEST_F(statement_query, names_all_that_is_wrong) {
    EXPECT_THAT(wrong(read("")), ElementsAre("party", "from", "to"));
    EXPECT_THAT(wrong(read("party=northstar&from=2026-02-30&to=1&format=xml")),
                ElementsAre("party", "from", "to", "format"));
    for (const char* day : {"2026-1-01", "20260101", "1999-01-01", "2026-00-01", "2026-01-00",
                            "2026-01-32", "+026-01-01", "2026-13-01"})
        EXPECT_THAT(wrong(read(std::string("party=buyer:northstar&to=2026-12-31&from=") + day)),
                    ElementsAre("from"))
            << day;
    const std::string good = "party=buyer:northstar&from=2026-01-02&to=2026-01-02";
    EXPECT_THAT(wrong(read(good)), IsEmpty());
    EXPECT_THAT(wrong(read(good + "&to=2026-01-03")), ElementsAre("to"));
    EXPECT_THAT(wrong(read(good + "&zone=UTC")), ElementsAre("zone"));
    EXPECT_THAT(wrong(read(good + "&format=%zz")), ElementsAre(""));
    EXPECT_THAT(wrong(read("party=buyer:northstar&from=2026-01-02&to=2026-01-01")),
                ElementsAre("to"));
    EXPECT_THAT(wrong(read("party=buyer:&from=2026-01-02&to=2026-01-02")), ElementsAre("party"));
}

}  // namespace
}  // namespace pointsman::intake
