#include <pointsman/protocol/interpret.hpp>

#include "sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace pointsman::protocol {
namespace {

using sample::is;
using sample::pointer;
using sample::present;
using sample::status;
using testing::HasSubstr;

post_reply_spec sample_spec() {
    post_reply_spec spec;
    spec.accepted_when = is("/result", {"accepted"});
    spec.rejected_when = is("/result", {"rejected"});
    spec.reason = pointer("/message");
    spec.redirect = pointer("/url");
    spec.reference = pointer("/id");
    spec.classes = {{refusal_class::duplicate, "Duplicate"},
                    {refusal_class::duplicate, "already have"},
                    {refusal_class::cap, "cap"},
                    {refusal_class::quality, ""}};
    return spec;
}

post_answer interpret(std::string body, int http_status = 200,
                      const post_reply_spec& spec = sample_spec()) {
    return interpret_post(spec, {.status = http_status, .body = std::move(body)});
}

bool is_unknown(const post_answer& answer) {
    return std::holds_alternative<not_understood>(answer);
}

bool is_accepted(const post_answer& answer) {
    return std::holds_alternative<accepted>(answer);
}

bool is_rejected(const post_answer& answer) {
    return std::holds_alternative<rejected>(answer);
}

const std::string accept_body = R"({"result":"accepted"})";
const std::string reject_body = R"({"result":"rejected"})";
const std::string neither_body = R"({"result":"pending"})";

TEST(Accept, HasReferenceAndRedirect) {
    const auto answer =
        interpret(R"({"result":"accepted","id":771,"url":"https://thanks.example/?a=1"})");
    ASSERT_TRUE(is_accepted(answer));
    EXPECT_EQ(std::get<accepted>(answer).reference, "771");
    EXPECT_EQ(std::get<accepted>(answer).redirect_url, "https://thanks.example/?a=1");
}

TEST(Accept, NeedsNeither) {
    const auto answer = interpret(accept_body, 201);
    ASSERT_TRUE(is_accepted(answer));
    EXPECT_EQ(std::get<accepted>(answer).reference, "");
    EXPECT_EQ(std::get<accepted>(answer).redirect_url, "");
}

TEST(Accept, KeepsNoRedirectThatABrowserShouldNotFollow) {
    for (const char* url :
         {"javascript:alert(1)", "data:text/html,x", "//thanks.example", "/thanks",
          "ftp://a.example", "https://", "https:///x", "http://?x", "https://a.example/ b",
          "https://a.example/\\r\\nX: y", "https://a.example/\\u007f", "https:thanks.example",
          "https://u:p@a.example/", ""}) {
        const auto answer = interpret(std::string(R"({"result":"accepted","url":")") + url + "\"}");
        ASSERT_TRUE(is_accepted(answer)) << url;
        EXPECT_EQ(std::get<accepted>(answer).redirect_url, "") << url;
    }
}

TEST(Accept, DropsARedirectThatIsTooLongRatherThanCutIt) {
    const auto redirect_of = [](std::size_t bytes) {
        std::string url = "https://a.example/";
        url.resize(bytes, 'x');
        return std::get<accepted>(interpret(R"({"result":"accepted","url":")" + url + "\"}"))
            .redirect_url.size();
    };
    EXPECT_EQ(redirect_of(max_redirect_bytes), max_redirect_bytes);
    EXPECT_EQ(redirect_of(max_redirect_bytes + 1), 0U);
}

TEST(Accept, CutsAReferenceThatIsTooLong) {
    const auto answer = interpret(R"({"result":"accepted","id":")" +
                                  std::string(max_reply_text_bytes + 1, 'r') + "\"}");
    EXPECT_EQ(std::get<accepted>(answer).reference, std::string(max_reply_text_bytes, 'r'));
}

TEST(Accept, NeedsAStatusOf2xxUnlessTheConditionNamesIt) {
    for (const int code : {0, 199, 302, 400, 409, 500, 503})
        EXPECT_TRUE(is_unknown(interpret(accept_body, code))) << code;
    post_reply_spec spec = sample_spec();
    spec.accepted_when.statuses = {303};
    EXPECT_TRUE(is_accepted(interpret(accept_body, 303, spec)));
    EXPECT_TRUE(is_unknown(interpret(accept_body, 200, spec)));
}

post_reply_spec spec_with_price() {
    post_reply_spec spec = sample_spec();
    spec.price = pointer("/deal/price");
    return spec;
}

TEST(AcceptedPrice, IsReadAsABidIs) {
    for (const char* price : {"9.50", "\"9.50\"", "\" 9.5 \""}) {
        const auto answer =
            interpret(R"({"result":"accepted","deal":{"price":)" + std::string(price) + "}}", 200,
                      spec_with_price());
        ASSERT_TRUE(is_accepted(answer)) << price;
        EXPECT_EQ(std::get<accepted>(answer).price, base::parse_money("9.50")) << price;
    }
}

TEST(AcceptedPrice, IsNothingWhereNoneIsNamed) {
    for (const char* body : {R"({"result":"accepted"})", R"({"result":"accepted","deal":{}})",
                             R"({"result":"accepted","deal":{"price":null}})"}) {
        const auto answer = interpret(body, 200, spec_with_price());
        ASSERT_TRUE(is_accepted(answer)) << body;
        EXPECT_FALSE(std::get<accepted>(answer).price) << body;
    }
    // Nor where the contract knows of none.
    const auto answer = interpret(R"({"result":"accepted","deal":{"price":"9.50"}})");
    ASSERT_TRUE(is_accepted(answer));
    EXPECT_FALSE(std::get<accepted>(answer).price);
}

TEST(AcceptedPrice, ThatCannotBeReadIsToldApartFromNone) {
    for (const char* price : {"\"free\"", "-1", "0", "\"0.00\"", "1e3", "\"$9\"", "\"9,50\"", "[9]",
                              "{}", "true", "\"\"", "1000000.00", "9.1234567"}) {
        const auto answer =
            interpret(R"({"result":"accepted","deal":{"price":)" + std::string(price) + "}}", 200,
                      spec_with_price());
        ASSERT_TRUE(is_accepted(answer)) << price;
        EXPECT_EQ(std::get<accepted>(answer).price, unreadable_price) << price;
    }
}

TEST(AcceptedPrice, NeedsABodyThatIsJsonOrNone) {
    post_reply_spec spec = spec_with_price();
    spec.accepted_when = status({204, 200});
    spec.rejected_when.reset();
    const auto empty = interpret("", 204, spec);
    ASSERT_TRUE(is_accepted(empty));
    EXPECT_FALSE(std::get<accepted>(empty).price);
    const auto other = interpret("price=9.50", 200, spec);
    ASSERT_TRUE(is_accepted(other));
    EXPECT_EQ(std::get<accepted>(other).price, unreadable_price);
}

TEST(Accept, MayBeAStatusAlone) {
    post_reply_spec spec = sample_spec();
    spec.accepted_when = status({201});
    EXPECT_TRUE(is_accepted(interpret("", 201, spec)));
    EXPECT_TRUE(is_accepted(interpret("<html>thanks</html>", 201, spec)));
    EXPECT_TRUE(is_unknown(interpret("", 200, spec)));
}

TEST(Reject, HasAReasonAndItsClass) {
    const std::pair<const char*, refusal_class> cases[] = {
        {"DUPLICATE lead", refusal_class::duplicate},
        {"we Already Have it", refusal_class::duplicate},
        {"daily CAP reached", refusal_class::cap},
        {"duplicate, and the cap is full", refusal_class::duplicate},
        {"bad phone", refusal_class::other},
        {"", refusal_class::other}};
    for (const auto& [reason, why] : cases) {
        const auto answer =
            interpret(std::string(R"({"result":"rejected","message":")") + reason + "\"}");
        ASSERT_TRUE(is_rejected(answer)) << reason;
        EXPECT_EQ(std::get<rejected>(answer).reason, reason);
        EXPECT_EQ(std::get<rejected>(answer).why, why) << reason;
    }
}

TEST(Reject, MayComeWithAClientErrorButNotWithAServerError) {
    for (const int code : {200, 202, 400, 409, 422})
        EXPECT_TRUE(is_rejected(interpret(reject_body, code))) << code;
    for (const int code : {0, 302, 500, 502, 503})
        EXPECT_TRUE(is_unknown(interpret(reject_body, code))) << code;
}

TEST(Reject, MayBeAStatusAloneEvenOf5xx) {
    post_reply_spec spec = sample_spec();
    spec.rejected_when = status({400, 503});
    EXPECT_TRUE(is_rejected(interpret("<html>no</html>", 400, spec)));
    EXPECT_TRUE(is_rejected(interpret("", 503, spec)));
    EXPECT_TRUE(is_unknown(interpret("", 502, spec)));
}

TEST(Otherwise, RejectsWhatWasUnderstoodAndIsNoAccept) {
    post_reply_spec spec = sample_spec();
    spec.otherwise_rejected = true;
    EXPECT_TRUE(is_rejected(interpret(neither_body, 200, spec)));
    EXPECT_TRUE(is_rejected(interpret(neither_body, 422, spec)));
    EXPECT_TRUE(is_unknown(interpret(neither_body)));
}

TEST(Otherwise, DoesNotCoverWhatTheBuyerMayHaveAccepted) {
    post_reply_spec spec = sample_spec();
    spec.otherwise_rejected = true;
    EXPECT_TRUE(is_unknown(interpret(neither_body, 500, spec)));
    EXPECT_TRUE(is_unknown(interpret(neither_body, 302, spec)));
    EXPECT_TRUE(is_unknown(interpret("<html>gateway</html>", 200, spec)));
    EXPECT_TRUE(is_unknown(interpret(R"({"result":"accep)", 200, spec)));
    EXPECT_TRUE(is_unknown(interpret("", 200, spec)));
    EXPECT_THAT(std::get<not_understood>(interpret(accept_body, 400, spec)).what,
                HasSubstr("accepted"));
}

TEST(Unknown, IsWhatMatchesNeitherOrBoth) {
    EXPECT_TRUE(is_unknown(interpret(neither_body)));
    EXPECT_TRUE(is_unknown(interpret("{}")));
    post_reply_spec spec = sample_spec();
    spec.rejected_when = present("/error");
    EXPECT_TRUE(is_unknown(interpret(R"({"result":"accepted","error":"x"})", 200, spec)));
    spec.accepted_when = {};
    EXPECT_TRUE(is_unknown(interpret(accept_body, 200, spec)));
}

TEST(Unknown, SaysWhy) {
    const auto what = [](const post_answer& answer) {
        return std::get<not_understood>(answer).what;
    };
    EXPECT_THAT(what(interpret("<html>", 502)), HasSubstr("502"));
    EXPECT_THAT(what(interpret("<html>", 200)), HasSubstr("not JSON at byte"));
    EXPECT_THAT(what(interpret("", 200)), HasSubstr("empty"));
}

TEST(Unknown, IsEveryHostileReply) {
    const std::string cases[] = {accept_body + std::string(1, '\0'),
                                 accept_body + reject_body,
                                 R"({"result":"rejected","result":"accepted"})",
                                 R"({"result":"accepted\u0000"})",
                                 "{\"result\":\"accepted\",\"x\":\"\xC3\x28\"}",
                                 R"({"result":"accepted","x":1e999})",
                                 R"({"result":["accepted"]})",
                                 R"({"result":"accepted","x":)" + std::string(100'000, '['),
                                 std::string(1'000'000, '{')};
    for (const std::string& body : cases)
        EXPECT_TRUE(is_unknown(interpret(body))) << body.substr(0, 80);
}

}  // namespace
}  // namespace pointsman::protocol
