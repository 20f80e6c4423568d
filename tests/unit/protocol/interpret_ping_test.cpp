#include <pointsman/protocol/interpret.hpp>

#include "sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace pointsman::protocol {
namespace {

using namespace std::chrono_literals;
using sample::is;
using sample::pointer;
using sample::present;
using sample::status;
using testing::HasSubstr;

ping_reply_spec sample_spec() {
    ping_reply_spec spec;
    spec.error_when = present("/error");
    spec.bid_when = is("/status", {"ok", "Matched"});
    spec.price = pointer("/bid");
    spec.expires_s = pointer("/ttl");
    spec.reason = pointer("/message");
    spec.captures = {{.name = "reference", .path = pointer("/ref")},
                     {.name = "second", .path = pointer("/more/0/id")}};
    return spec;
}

ping_answer interpret(std::string body, int http_status = 200,
                      const ping_reply_spec& spec = sample_spec()) {
    return interpret_ping(spec, {.status = http_status, .body = std::move(body)});
}

template <class Kind>
std::string what_of(const ping_answer& answer) {
    const auto* kind = std::get_if<Kind>(&answer);
    if (!kind) return "(another kind of answer)";
    if constexpr (requires { kind->reason; })
        return kind->reason;
    else
        return kind->what;
}

std::string ping_with(const std::string& price_token) {
    return R"({"status":"ok","bid":)" + price_token + "}";
}

TEST(Bid, HasPriceLifeAndCaptures) {
    const auto answer =
        interpret(R"({"status":"ok","bid":"12.50","ttl":300,"ref":"r-1","more":[{"id":77}]})");
    const auto* offered = std::get_if<bid>(&answer);
    ASSERT_TRUE(offered);
    EXPECT_EQ(offered->price, base::money::from_micros(12'500'000));
    EXPECT_EQ(offered->expires_after, base::duration(300s));
    EXPECT_THAT(offered->captured, testing::ElementsAre(testing::Pair("reference", "r-1"),
                                                        testing::Pair("second", "77")));
}

TEST(Bid, NeedsNeitherLifeNorCaptures) {
    const auto answer = interpret(ping_with("3"));
    const auto* offered = std::get_if<bid>(&answer);
    ASSERT_TRUE(offered);
    EXPECT_FALSE(offered->expires_after);
    EXPECT_TRUE(offered->captured.empty());
}

TEST(Bid, IsReadAfterAByteOrderMark) {
    EXPECT_TRUE(std::holds_alternative<bid>(interpret("\xEF\xBB\xBF" + ping_with("3"))));
}

TEST(Bid, MayBeAnyOfSeveralTexts) {
    EXPECT_TRUE(std::holds_alternative<bid>(interpret(R"({"status":"Matched","bid":1})")));
    EXPECT_TRUE(std::holds_alternative<declined>(interpret(R"({"status":"matched","bid":1})")));
}

TEST(Condition, ComparesBooleansAndNumbersAsTexts) {
    ping_reply_spec spec = sample_spec();
    spec.bid_when = is("/status", {"true", "1"});
    for (const char* token : {"true", "1", "\"true\"", "\"1\""})
        EXPECT_TRUE(std::holds_alternative<bid>(
            interpret(std::string(R"({"bid":1,"status":)") + token + "}", 200, spec)))
            << token;
    for (const char* token : {"false", "1.0", "null", "[1]", "{\"1\":1}", "\"True\""})
        EXPECT_TRUE(std::holds_alternative<declined>(
            interpret(std::string(R"({"bid":1,"status":)") + token + "}", 200, spec)))
            << token;
}

TEST(Condition, TakesNullForAbsent) {
    ping_reply_spec spec = sample_spec();
    spec.bid_when = present("/bid");
    EXPECT_TRUE(std::holds_alternative<bid>(interpret(R"({"bid":1})", 200, spec)));
    EXPECT_TRUE(std::holds_alternative<declined>(interpret(R"({"bid":null})", 200, spec)));
    EXPECT_TRUE(std::holds_alternative<declined>(interpret(R"({})", 200, spec)));
    spec.bid_when = present("/refusal", false);
    EXPECT_TRUE(std::holds_alternative<bid>(interpret(R"({"bid":1,"refusal":null})", 200, spec)));
    EXPECT_TRUE(std::holds_alternative<declined>(interpret(R"({"refusal":"x"})", 200, spec)));
}

TEST(Condition, WithAPathAloneAsksForPresence) {
    ping_reply_spec spec = sample_spec();
    spec.bid_when = {.path = pointer("/bid"), .is_one_of = {}, .present = {}, .statuses = {}};
    EXPECT_TRUE(std::holds_alternative<bid>(interpret(R"({"bid":1})", 200, spec)));
    EXPECT_TRUE(std::holds_alternative<declined>(interpret(R"({})", 200, spec)));
}

TEST(Condition, WithoutAnyPartNeverHolds) {
    ping_reply_spec spec = sample_spec();
    spec.bid_when = {};
    EXPECT_FALSE(std::holds_alternative<bid>(interpret(ping_with("3"), 200, spec)));
}

TEST(Condition, SurvivesPathsThatLeadNowhere) {
    for (const char* path : {"/a/b", "/list/-", "/list/x", "/list/01", "/list/7", "/status/0",
                             "/list/99999999999999999999999999"}) {
        ping_reply_spec spec = sample_spec();
        spec.bid_when = present(path);
        EXPECT_TRUE(std::holds_alternative<declined>(
            interpret(R"({"status":"ok","list":[1],"bid":1})", 200, spec)))
            << path;
    }
}

struct price_case {
    const char* token;
    std::int64_t micros;
};

TEST(Price, IsReadToTheMicroUnit) {
    const price_case cases[] = {{"12", 12'000'000},
                                {"12.5", 12'500'000},
                                {"0.01", 10'000},
                                {"\"12.345678\"", 12'345'678},
                                {"\" 12.50\\n\"", 12'500'000},
                                {"4.35", 4'350'000},
                                {"999999.999999", 999'999'999'999}};
    for (const auto& [token, micros] : cases) {
        const auto answer = interpret(ping_with(token));
        const auto* offered = std::get_if<bid>(&answer);
        ASSERT_TRUE(offered) << token;
        EXPECT_EQ(offered->price.micros(), micros) << token;
    }
}

TEST(Price, OfAnyOtherFormIsNotUnderstood) {
    for (const char* token : {"\"$12.50\"",
                              "\"12,50\"",
                              "\"1,250.00\"",
                              "1e2",
                              "\"1e2\"",
                              "1E+2",
                              "-5",
                              "\"-5\"",
                              "\"+5\"",
                              "\"NaN\"",
                              "\"Infinity\"",
                              "true",
                              "false",
                              "null",
                              "[12]",
                              "{\"amount\":12}",
                              "\"\"",
                              "\" \"",
                              "\"12.\"",
                              "\".5\"",
                              "\"0x10\"",
                              "12.3456789",
                              "\"12 50\"",
                              "\"\\u0661\\u0662\"",
                              "1000000",
                              "1000000.00",
                              "9999999999",
                              "18446744073709551616",
                              "123456789012345678901234567890"})
        EXPECT_TRUE(std::holds_alternative<bad_reply>(interpret(ping_with(token)))) << token;
}

TEST(Price, ThatIsMissingMakesTheBidUnusable) {
    EXPECT_THAT(what_of<bad_reply>(interpret(R"({"status":"ok"})")), HasSubstr("price"));
}

TEST(Price, OfZeroIsADecline) {
    for (const char* token : {"0", "-0", "0.00", "\"0\"", "\"0.000000\""})
        EXPECT_TRUE(std::holds_alternative<declined>(interpret(ping_with(token)))) << token;
    EXPECT_EQ(what_of<declined>(interpret(R"({"status":"ok","bid":0,"message":"full"})")), "full");
}

TEST(BidLife, IsReadInWholeSeconds) {
    const std::pair<const char*, base::duration> cases[] = {
        {"300", 300s},
        {"\"300\"", 300s},
        {"300.9", 300s},
        {"\"007\"", 7s},
        {"0", 0s},
        {"99999999999", max_bid_life},
        {"99999999999999999999999999", max_bid_life}};
    for (const auto& [token, expected] : cases) {
        const auto answer =
            interpret(std::string(R"({"status":"ok","bid":1,"ttl":)") + token + "}");
        const auto* offered = std::get_if<bid>(&answer);
        ASSERT_TRUE(offered) << token;
        EXPECT_EQ(offered->expires_after, expected) << token;
    }
}

TEST(BidLife, ThatIsNoNumberMakesTheBidUnusable) {
    for (const char* token : {"-1", "\"soon\"", "true", "\"\"", "\"1.2.3\"", "1e3", "\"5.\""})
        EXPECT_TRUE(std::holds_alternative<bad_reply>(
            interpret(std::string(R"({"status":"ok","bid":1,"ttl":)") + token + "}")))
            << token;
}

TEST(Capture, IsNeverShortened) {
    const auto bid_with_reference = [](std::size_t bytes) {
        return interpret(R"({"status":"ok","bid":1,"ref":")" + std::string(bytes, 'r') + "\"}");
    };
    EXPECT_TRUE(std::holds_alternative<bid>(bid_with_reference(max_reply_text_bytes)));
    EXPECT_THAT(what_of<bad_reply>(bid_with_reference(max_reply_text_bytes + 1)),
                HasSubstr("reference"));
}

TEST(Capture, IsLeftOutWhereItIsNoText) {
    const auto answer = interpret(R"({"status":"ok","bid":1,"ref":{"a":1},"more":[]})");
    ASSERT_TRUE(std::holds_alternative<bid>(answer));
    EXPECT_TRUE(std::get<bid>(answer).captured.empty());
}

TEST(Decline, IsWhatIsNoBidUnlessDeclinesAreNamed) {
    const std::string no = R"({"status":"no","message":"not today"})";
    EXPECT_EQ(what_of<declined>(interpret(no)), "not today");
    ping_reply_spec spec = sample_spec();
    spec.declined_when = is("/status", {"no"});
    EXPECT_EQ(what_of<declined>(interpret(no, 200, spec)), "not today");
    EXPECT_THAT(what_of<bad_reply>(interpret(R"({"status":"maybe"})", 200, spec)),
                HasSubstr("neither"));
}

TEST(Decline, AtTheSameTimeAsABidIsNeither) {
    ping_reply_spec spec = sample_spec();
    spec.declined_when = present("/refused");
    EXPECT_TRUE(std::holds_alternative<bad_reply>(
        interpret(R"({"status":"ok","bid":1,"refused":true})", 200, spec)));
}

TEST(Decline, MayBeAStatusWithoutABody) {
    ping_reply_spec spec = sample_spec();
    spec.declined_when = status({204, 404});
    EXPECT_TRUE(std::holds_alternative<declined>(interpret("", 204, spec)));
    EXPECT_TRUE(std::holds_alternative<declined>(interpret("<html>", 404, spec)));
    EXPECT_TRUE(std::holds_alternative<bad_reply>(interpret("", 200, spec)));
}

TEST(Reason, IsCutBetweenTwoCharacters) {
    const std::string before(max_reply_text_bytes - 1, 'x');
    // The euro sign has three bytes, of which only one would fit.
    const auto answer = interpret(R"({"status":"no","message":")" + before + "\xE2\x82\xAC\"}");
    EXPECT_EQ(what_of<declined>(answer), before);
}

TEST(Reason, ThatIsAListIsShownAsJson) {
    EXPECT_EQ(what_of<declined>(interpret(R"({"status":"no","message":["age","zip"]})")),
              R"(["age","zip"])");
}

TEST(Error, IsLookedAtFirst) {
    EXPECT_EQ(
        what_of<ping_failed>(interpret(R"({"status":"ok","bid":1,"error":7,"message":"broken"})")),
        "broken");
    EXPECT_EQ(what_of<ping_failed>(interpret(R"({"error":"x"})", 500)),
              "the buyer reports an error");
}

TEST(HttpStatus, OtherThan2xxFailsThePing) {
    for (const int code : {0, 100, 301, 400, 404, 429, 500, 503})
        EXPECT_TRUE(std::holds_alternative<ping_failed>(interpret(ping_with("3"), code))) << code;
    EXPECT_THAT(what_of<ping_failed>(interpret("oops", 503)), HasSubstr("503"));
    EXPECT_TRUE(std::holds_alternative<bid>(interpret(ping_with("3"), 201)));
}

TEST(HttpStatus, MayBeNamedByTheConditionThatMatches) {
    ping_reply_spec spec = sample_spec();
    spec.bid_when.statuses = {302};
    EXPECT_TRUE(std::holds_alternative<bid>(interpret(ping_with("3"), 302, spec)));
    EXPECT_TRUE(std::holds_alternative<declined>(interpret(ping_with("3"), 200, spec)));
    EXPECT_TRUE(std::holds_alternative<ping_failed>(interpret(R"({"status":"no"})", 302, spec)));
}

TEST(HttpStatus, AloneMayMeanABidWithThePriceInTheBody) {
    ping_reply_spec spec = sample_spec();
    spec.bid_when = status({200});
    EXPECT_TRUE(std::holds_alternative<bid>(interpret(R"({"bid":2})", 200, spec)));
    EXPECT_TRUE(std::holds_alternative<bad_reply>(interpret("yes", 200, spec)));
    EXPECT_TRUE(std::holds_alternative<declined>(interpret("", 204, spec)));
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

TEST(HostileReply, IsNotUnderstood) {
    const std::string nul("{\"status\":\"ok\",\"bid\":1}\0,", 25);
    const std::string cases[] = {
        "",
        " ",
        "ok",
        "<html></html>",
        "{",
        ping_with("3") + ping_with("3"),
        ping_with("3") + "x",
        ping_with("NaN"),
        ping_with("Infinity"),
        ping_with("1e999"),
        ping_with("012"),
        ping_with("'3'"),
        ping_with("3") + std::string(1, '\0'),
        nul,
        R"({"status":"ok","bid":1,"x":"a\u0000b"})",
        "{\"status\":\"ok\",\"bid\":1,\"x\":\"\xFE\xFF\"}",
        "{\"status\":\"ok\",\"bid\":1,\"x\":\"\xED\xA0\x80\"}",
        R"({"status":"ok","bid":1,"x":"\ud800"})",
        R"({"status":"no","status":"ok","bid":1})",
        R"({"status":"ok","bid":1,"bid":99})",
        ping_with(nested(reply_json_limits.depth)),
        nested(100'000),
        std::string(1'000'000, '['),
        ping_with("\"" + std::string(reply_json_limits.string_bytes + 1, '1') + "\"")};
    for (const std::string& body : cases)
        EXPECT_TRUE(std::holds_alternative<bad_reply>(interpret(body))) << body.substr(0, 80);
}

TEST(HostileReply, OfTooManyMembersIsNotUnderstood) {
    std::string body = R"({"status":"ok","bid":1,"x":[0)";
    for (std::size_t i = 0; i < reply_json_limits.members; ++i) body += ",0";
    EXPECT_TRUE(std::holds_alternative<bad_reply>(interpret(body + "]}")));
}

TEST(HostileReply, ThatIsNoObjectIsADecline) {
    for (const char* body : {"null", "[]", "\"ok\"", "12", "true"})
        EXPECT_TRUE(std::holds_alternative<declined>(interpret(body))) << body;
}

}  // namespace
}  // namespace pointsman::protocol
