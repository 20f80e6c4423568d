#include <pointsman/intake/answer.hpp>

#include <gtest/gtest.h>

#include <string>

namespace pointsman::intake {
namespace {

base::lead_id sample_id() {
    return {base::parse_uuid("0192f3a4-5b6c-7d8e-9f01-23456789abcd").value()};
}

answer sold_answer() {
    return {.id = sample_id(),
            .status = status::sold,
            .payout = base::money::from_micros(18'400'000),
            .currency = "USD",
            .reason = "",
            .redirect_url = "https://thanks.example/?a=\"1\"",
            .buyer = "northstar"};
}

TEST(Answer, OfASaleHasPayoutRedirectAndTheSale) {
    EXPECT_EQ(
        to_json(sold_answer()),
        R"({"lead_id":"0192f3a4-5b6c-7d8e-9f01-23456789abcd","status":"sold",)"
        R"("payout":"18.40","currency":"USD","redirect_url":"https://thanks.example/?a=\"1\"",)"
        R"("sales":[{"buyer":"northstar","payout":"18.40","status":"sold"}]})");
}

TEST(Answer, WithoutASaleHasAReasonAndNoSales) {
    const answer unsold{.id = sample_id(),
                        .status = status::unsold,
                        .payout = {},
                        .currency = "USD",
                        .reason = "no_bid",
                        .redirect_url = "",
                        .buyer = "northstar"};
    EXPECT_EQ(to_json(unsold),
              R"({"lead_id":"0192f3a4-5b6c-7d8e-9f01-23456789abcd","status":"unsold",)"
              R"("currency":"USD","reason":"no_bid","sales":[]})");
}

TEST(Answer, IsTheSameBytesEachTime) {
    EXPECT_EQ(to_json(sold_answer()), to_json(sold_answer()));
}

TEST(Answer, SurvivesBytesThatAreNoUtf8) {
    answer odd = sold_answer();
    odd.redirect_url = "https://a.example/\xFF";
    EXPECT_NE(to_json(odd).find("\xEF\xBF\xBD"), std::string::npos);
}

TEST(Status, HasANameAndAnHttpStatusEach) {
    const std::tuple<status, const char*, int> cases[] = {{status::sold, "sold", 200},
                                                          {status::unsold, "unsold", 200},
                                                          {status::duplicate, "duplicate", 200},
                                                          {status::rejected, "rejected", 200},
                                                          {status::pending, "pending", 202}};
    for (const auto& [which, name, code] : cases) {
        EXPECT_EQ(to_text(which), name);
        EXPECT_EQ(http_status(which), code) << name;
    }
}

TEST(Problem, ListsItsErrorsInOrder) {
    EXPECT_EQ(to_problem_json(422, "Unprocessable Content",
                              {{.field = "fields.zip", .reason = "invalid_field", .detail = "a\"b"},
                               {.field = "vertical", .reason = "missing_field", .detail = "c"}}),
              R"({"type":"about:blank","title":"Unprocessable Content","status":422,"errors":[)"
              R"({"field":"fields.zip","reason":"invalid_field","detail":"a\"b"},)"
              R"({"field":"vertical","reason":"missing_field","detail":"c"}]})");
}

TEST(Problem, NamesTheLeadWhereThereIsOne) {
    EXPECT_EQ(to_problem_json(503, "Service Unavailable", {}, sample_id()),
              R"({"type":"about:blank","title":"Service Unavailable","status":503,"errors":[],)"
              R"("lead_id":"0192f3a4-5b6c-7d8e-9f01-23456789abcd"})");
}

}  // namespace
}  // namespace pointsman::intake
