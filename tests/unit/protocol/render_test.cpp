#include "sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace pointsman::protocol {
namespace {

using sample::about;
using sample::body_of;
using sample::field;
using sample::spec_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

constexpr auto form = body_format::form;

TEST(JsonBody, KeepsNumbersAndBooleansAndTheOrderOfTheSpec) {
    EXPECT_EQ(body_of({field(sample::zip, "zip"), field(sample::age, "Age"),
                       field(sample::homeowner, "homeowner"), field(sample::birth_date, "dob")}),
              R"({"zip":"90210","Age":34,"homeowner":true,"dob":"1980-02-29"})");
}

TEST(JsonBody, WritesDecimalsDigitByDigit) {
    EXPECT_EQ(body_of({field(sample::loan, "loan")}), R"({"loan":12345678.1})");
}

TEST(JsonBody, NestsDottedNames) {
    EXPECT_EQ(
        body_of({field(sample::zip, "contact.home.zip"), field(sample::age, "age"),
                 field(sample::email, "contact.email"),
                 field(sample::credit, "contact.home.credit")}),
        R"({"contact":{"home":{"zip":"90210","credit":"good"},"email":"ann.o@example.com"},"age":34})");
}

TEST(JsonBody, KeepsTheFirstOfNamesThatCannotBothBe) {
    EXPECT_EQ(body_of({field(sample::zip, "a"), field(sample::age, "a.b")}), R"({"a":"90210"})");
    EXPECT_EQ(body_of({field(sample::zip, "a.b"), field(sample::age, "a")}),
              R"({"a":{"b":"90210"}})");
    EXPECT_EQ(body_of({field(sample::zip, "a"), field(sample::age, "a")}), R"({"a":"90210"})");
}

TEST(JsonBody, EscapesWhatJsonAsksFor) {
    EXPECT_EQ(body_of({send_constant{.constant = "a\"b\n\\", .as = "x\"y"}}),
              R"({"x\"y":"a\"b\n\\"})");
}

TEST(JsonBody, SurvivesBytesThatAreNoUtf8) {
    EXPECT_EQ(body_of({send_constant{.constant = "a\xFF", .as = "x"}}),
              "{\"x\":\"a\xEF\xBF\xBD\"}");
}

TEST(JsonBody, OfNothingIsAnEmptyObject) {
    EXPECT_EQ(body_of({}), "{}");
}

TEST(FormBody, EncodesNamesAndValues) {
    EXPECT_EQ(body_of({field(sample::email, "contact.email"), field(sample::age, "a b"),
                       send_constant{.constant = "1&2=3", .as = "x"},
                       field(sample::homeowner, "home"), field(sample::loan, "loan")},
                      form),
              "contact.email=ann.o%40example.com&a%20b=34&x=1%262%3D3&home=true&loan=12345678.1");
}

TEST(FormBody, OfNothingIsEmpty) {
    EXPECT_EQ(body_of({}, form), "");
}

TEST(Constant, IsSentAsWritten) {
    const auto constant = [](nlohmann::json value) {
        return send_constant{.constant = std::move(value), .as = "x"};
    };
    EXPECT_EQ(body_of({constant("7")}), R"({"x":"7"})");
    EXPECT_EQ(body_of({constant("")}), R"({"x":""})");
    EXPECT_EQ(body_of({constant(7)}), R"({"x":7})");
    EXPECT_EQ(body_of({constant(false)}), R"({"x":false})");
    EXPECT_EQ(body_of({constant(nullptr)}), R"({"x":null})");
    EXPECT_EQ(body_of({constant({1, 2})}), R"({"x":[1,2]})");
    EXPECT_EQ(body_of({constant(nullptr)}, form), "x=");
    EXPECT_EQ(body_of({constant(7)}, form), "x=7");
}

TEST(AbsentField, IsLeftOut) {
    EXPECT_EQ(body_of({field(sample::state, "state"), field(sample::age, "age")}), R"({"age":34})");
    EXPECT_EQ(body_of({field(sample::state, "state")}, form), "");
}

TEST(ValueMap, ReplacesTheValuesItNames) {
    send_field rating = field(sample::credit, "rating");
    rating.values = {{"excellent", "A"}, {"good", "B"}};
    EXPECT_EQ(body_of({rating}), R"({"rating":"B"})");
    rating.values = {{"excellent", "A"}};
    EXPECT_EQ(body_of({rating}), R"({"rating":"good"})");
}

TEST(ValueMap, MakesATextOfWhatItNamesAndLeavesOtherTypesAlone) {
    send_field home = field(sample::homeowner, "home");
    home.values = {{"true", "Y"}};
    EXPECT_EQ(body_of({home}), R"({"home":"Y"})");
    home.values = {{"false", "N"}};
    EXPECT_EQ(body_of({home}), R"({"home":true})");
}

TEST(ValueMap, ComesBeforeTheTransforms) {
    send_field rating = field(sample::credit, "rating", {"upper"});
    rating.values = {{"good", "b"}};
    EXPECT_EQ(body_of({rating}), R"({"rating":"B"})");
}

TEST(Captured, IsSentWhereTheBuyerGaveIt) {
    EXPECT_EQ(body_of({send_captured{.captured = "reference", .as = "ref"},
                       send_captured{.captured = "empty", .as = "e"},
                       send_captured{.captured = "never", .as = "n"}}),
              R"({"ref":"r&1"})");
}

TEST(Facts, AreSentAsTextsButForTest) {
    const auto known = [](fact which, const char* as) {
        return send_fact{.fact = which, .as = as};
    };
    EXPECT_EQ(
        body_of({known(fact::lead_id, "l"), known(fact::offer_id, "o"), known(fact::order, "r"),
                 known(fact::seller, "s"), known(fact::source, "u"), known(fact::price, "p"),
                 known(fact::test, "t"), known(fact::received_at, "at")}),
        R"({"l":"lead-1","o":"offer-1","r":"northstar_ca","s":"acme","p":"12.50","t":false,"at":"2026-11-21T21:15:02.123456Z"})");
}

TEST(All, LeavesPersonalFieldsOutOfAPing) {
    EXPECT_EQ(body_of({send_all{}}, body_format::json, phase::ping),
              R"({"zip":"90210","age":34,"homeowner":true,"loan":12345678.1,"credit":"good"})");
}

TEST(All, SendsEveryPresentFieldInAPost) {
    EXPECT_EQ(body_of({send_all{}}),
              R"({"zip":"90210","age":34,"homeowner":true,"loan":12345678.1,"credit":"good",)"
              R"("birth_date":"1980-02-29","email":"ann.o@example.com","phone":"+12025550123"})");
}

TEST(All, GivesWayToAnItemOfTheSameName) {
    EXPECT_EQ(body_of({send_all{}, field(sample::phone, "phone", {"national"}),
                       field(sample::credit, "age")},
                      form),
              "zip=90210&homeowner=true&loan=12345678.1&credit=good&birth_date=1980-02-29&"
              "email=ann.o%40example.com&phone=2025550123&age=good");
}

TEST(Ping, HoldsNoPersonalValueWhereOnlyMaskedOnesAreSent) {
    const std::string body = body_of(
        {send_all{}, field(sample::phone, "phone_hash", {"sha256"}),
         field(sample::phone, "area", {"area_code"}), field(sample::email, "mail", {"domain"}),
         field(sample::birth_date, "born", {"year"})},
        body_format::json, phase::ping);
    for (const char* canary : {"5550123", "ann.o", "1980-02-29"})
        EXPECT_THAT(body, Not(HasSubstr(canary)));
}

TEST(Request, CarriesUrlAndContentType) {
    const auto json =
        render(spec_of({}), phase::ping, sample::catalogue(), sample::lead(), about());
    EXPECT_EQ(json.url, "https://buyer.example/leads");
    EXPECT_EQ(json.content_type, "application/json");
    const auto encoded =
        render(spec_of({}, form), phase::ping, sample::catalogue(), sample::lead(), about());
    EXPECT_EQ(encoded.content_type, "application/x-www-form-urlencoded");
}

TEST(Headers, NameTheOfferAndMakeAPostIdempotent) {
    request_spec spec = spec_of({});
    spec.headers = {{"X-Key", "secret"}};
    const auto ping = render(spec, phase::ping, sample::catalogue(), sample::lead(), about());
    EXPECT_THAT(ping.headers, ElementsAre(Pair("X-Key", "secret"), Pair("X-Offer-Id", "offer-1")));
    const auto post = render(spec, phase::post, sample::catalogue(), sample::lead(), about());
    EXPECT_THAT(post.headers, ElementsAre(Pair("X-Key", "secret"), Pair("X-Offer-Id", "offer-1"),
                                          Pair("Idempotency-Key", "offer-1")));
}

TEST(Headers, OfTheServerAreNotOverriddenByTheSpec) {
    request_spec spec = spec_of({});
    spec.headers = {{"idempotency-key", "always"}, {"X-OFFER-ID", "7"}, {"Content-Length", "0"}};
    const auto post = render(spec, phase::post, sample::catalogue(), sample::lead(), about());
    EXPECT_THAT(post.headers,
                ElementsAre(Pair("X-Offer-Id", "offer-1"), Pair("Idempotency-Key", "offer-1")));
}

}  // namespace
}  // namespace pointsman::protocol
