#include "house.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace pointsman::intake {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TEST(ReadDirect, TakesTheSmallestRequest) {
    house here;
    const auto read = here.read(good_request());
    ASSERT_TRUE(read) << testing::PrintToString(problems_of(read));
    EXPECT_EQ(read->vertical, &here.plan.verticals[0]);
    EXPECT_EQ(read->program, &here.program());
    EXPECT_THAT(read->fields,
                ElementsAre(lead::value(std::string("90210")), lead::value(std::int64_t{34}),
                            lead::value(std::string("+12025550123")), lead::value()));
    EXPECT_EQ(read->ref, "");
    EXPECT_EQ(read->source, "");
    EXPECT_THAT(read->sub_ids, IsEmpty());
    EXPECT_FALSE(read->min_price);
    EXPECT_FALSE(read->max_wait);
    EXPECT_FALSE(read->test);
    EXPECT_TRUE(read->consent.is_null());
    EXPECT_TRUE(read->client.is_null());
}

TEST(ReadDirect, TakesTheFullestRequest) {
    nlohmann::json request = good_request();
    request.update(nlohmann::json::parse(R"({
        "ref": "a-77", "source": "site-7", "sub_ids": ["x", ""], "min_price": "5.00", "max_wait_ms": 5000,
        "allowed_sells": 1, "already_sold_to": [], "test": true,
        "consent": {"parties": [], "text": "I agree", "at": "2026-11-21T08:00:00-08:00",
                    "certificate_url": "https://cert.trustedform.com/0a1b"},
        "client": {"ip": "192.0.2.7", "user_agent": "Mozilla/5.0", "page_url": "https://quotes.example/auto?x=1"}})"));
    const auto read = house().read(request);
    ASSERT_TRUE(read) << testing::PrintToString(problems_of(read));
    EXPECT_EQ(read->ref, "a-77");
    EXPECT_EQ(read->source, "site-7");
    EXPECT_THAT(read->sub_ids, ElementsAre("x", ""));
    EXPECT_EQ(read->min_price, base::money::from_micros(5'000'000));
    EXPECT_EQ(read->max_wait, base::duration(std::chrono::seconds(5)));
    EXPECT_TRUE(read->test);
    EXPECT_EQ(read->consent, request["consent"]);
    EXPECT_EQ(read->client, request["client"]);
}

TEST(ReadDirect, TakesNullForAbsent) {
    nlohmann::json request = good_request();
    for (const char* member : {"ref", "source", "sub_ids", "min_price", "max_wait_ms",
                               "allowed_sells", "already_sold_to", "test", "consent", "client"})
        request[member] = nullptr;
    EXPECT_THAT(problems_of(request), IsEmpty());
    EXPECT_THAT(problems_of(request_with("vertical", nullptr)),
                ElementsAre("vertical missing_field: is required"));
    EXPECT_THAT(problems_of(request_with("fields", nullptr)),
                ElementsAre("fields missing_field: is required"));
}

TEST(ReadDirect, RefusesWhatIsNoJsonWith400) {
    const std::string good = good_request().dump();
    const std::string cases[] = {"",
                                 "vertical=auto_insurance",
                                 "{",
                                 good + good,
                                 good + std::string(1, '\0'),
                                 R"({"vertical":"solar","vertical":"auto_insurance","fields":{}})",
                                 R"({"vertical":"solar","fields":{"zip":"9\u00000210"}})",
                                 "{\"vertical\":\"solar\",\"fields\":{\"zip\":\"\xFE\"}}",
                                 std::string(100'000, '['),
                                 R"({"ref":")" + std::string(9000, 'x') + "\"}"};
    for (const std::string& body : cases) {
        const auto read = house().read(body);
        ASSERT_FALSE(read) << body.substr(0, 80);
        EXPECT_EQ(read.error().http_status, 400) << body.substr(0, 80);
        EXPECT_EQ(read.error().title, "Bad Request");
        EXPECT_THAT(problems_of(read),
                    ElementsAre(StartsWith(" invalid_field: not acceptable JSON at byte ")));
    }
}

TEST(ReadDirect, SaysWhereTheJsonEnds) {
    EXPECT_THAT(problems_of(house().read(std::string(R"({"ref":nope})"))),
                ElementsAre(HasSubstr("at byte 9")));
}

TEST(ReadDirect, RefusesEverythingElseWith422) {
    for (const char* body : {"[]", "null", "12", "\"solar\"", "{}"}) {
        const auto read = house().read(std::string(body));
        ASSERT_FALSE(read) << body;
        EXPECT_EQ(read.error().http_status, 422) << body;
        EXPECT_EQ(read.error().title, "Unprocessable Content");
    }
    EXPECT_THAT(problems_of(house().read(std::string("[]"))),
                ElementsAre(" invalid_field: must be an object"));
    EXPECT_THAT(
        problems_of(house().read(std::string("{}"))),
        ElementsAre("vertical missing_field: is required", "fields missing_field: is required"));
}

TEST(ReadDirect, DoesNotTellWhichVerticalsExist) {
    const auto foreign = problems_of(request_with("vertical", "mortgage"));
    EXPECT_THAT(foreign,
                ElementsAre("vertical invalid_field: must be one of auto_insurance, solar"));
    EXPECT_EQ(problems_of(request_with("vertical", "no_such_thing")), foreign);
    EXPECT_EQ(problems_of(request_with("vertical", 7)), foreign);
    EXPECT_EQ(problems_of(request_with("vertical", "")), foreign);
}

TEST(ReadDirect, SaysSoWhenTheSellerHasNoProgramAtAll) {
    house here;
    here.seller().programs.clear();
    EXPECT_THAT(problems_of(here.read(good_request())), ElementsAre(HasSubstr("no program")));
}

TEST(ReadDirect, NamesAllProblemsOfEnvelopeAndFieldsTogether) {
    nlohmann::json request = good_request();
    request["ref"] = 7;
    request["sorce"] = "site-7";
    request["test"] = "yes";
    request["client"] = {{"ip", "here"}};
    request["fields"] = {{"zip", "9021"}, {"phone", "911"}, {"home_owner", true}};
    const auto read = house().read(request);
    EXPECT_THAT(problems_of(read),
                ElementsAre(StartsWith("ref invalid_field: "), StartsWith("test invalid_field: "),
                            StartsWith("client.ip invalid_field: "),
                            "sorce invalid_field: did you mean \"source\"?",
                            StartsWith("fields.zip invalid_field: "),
                            StartsWith("fields.age missing_field: is required"),
                            StartsWith("fields.phone invalid_field: "),
                            "fields.home_owner invalid_field: did you mean \"homeowner\"?"));
}

TEST(ReadDirect, NeverRepeatsAValue) {
    nlohmann::json request = good_request();
    request["min_price"] = "c4nary";
    request["client"] = {{"ip", "c4nary"}, {"page_url", "c4nary"}};
    request["consent"] = {{"at", "c4nary"}, {"parties", {"c4nary"}}};
    request["vertical"] = "c4nary";
    request["fields"] = {{"zip", "c4nary"}};
    for (const std::string& line : problems_of(request))
        EXPECT_THAT(line, Not(HasSubstr("c4nary")));
    request["vertical"] = "auto_insurance";
    EXPECT_THAT(problems_of(request), Not(IsEmpty()));
    for (const std::string& line : problems_of(request))
        EXPECT_THAT(line, Not(HasSubstr("c4nary")));
}

TEST(ReadDirect, FieldsMustBeAnObject) {
    for (const nlohmann::json& fields :
         {nlohmann::json("x"), nlohmann::json::array(), nlohmann::json(7)})
        EXPECT_THAT(problems_of(request_with("fields", fields)),
                    ElementsAre("fields invalid_field: must be an object"));
}

TEST(Refusal, TellsVerticalAndRefAsFarAsTheyCouldBeRead) {
    nlohmann::json request = request_with("ref", "a-77");
    request["fields"] = nlohmann::json::object();
    const auto refused = house().read(request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().vertical, "auto_insurance");
    EXPECT_EQ(refused.error().ref, "a-77");

    request["vertical"] = "mortgage";
    request["ref"] = std::string(max_ref_bytes + 1, 'x');
    const auto nothing_known = house().read(request);
    ASSERT_FALSE(nothing_known);
    EXPECT_EQ(nothing_known.error().vertical, "");
    EXPECT_EQ(nothing_known.error().ref, "");
}

}  // namespace
}  // namespace pointsman::intake
