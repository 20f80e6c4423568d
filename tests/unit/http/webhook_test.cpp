#include "webhook.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pointsman::http {
namespace {

using testing::HasSubstr;

// The example of the Standard Webhooks specification 1.0.0 and of its reference libraries.
const base::bytes secret = *base::from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
constexpr const char* signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const base::wall_time sent(std::chrono::seconds(1614265330));

request an_example() {
    request call;
    call.headers = {{"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
                    {"webhook-timestamp", "1614265330"},
                    {"webhook-signature", signature}};
    call.body = R"({"test": 2432232314})";
    return call;
}

std::string problem_of(const request& call, base::wall_time now = sent,
                       const base::bytes& with = secret) {
    return webhook_problem(call, std::array{with}, now);
}

request with_header(const std::string& name, const std::string& value) {
    request call = an_example();
    for (auto& [known, text] : call.headers)
        if (known == name) text = value;
    return call;
}

TEST(webhook, the_specifications_own_example_is_good) {
    EXPECT_EQ(problem_of(an_example()), "");
}

TEST(webhook, one_of_several_signatures_and_secrets_is_enough) {
    const request call =
        with_header("webhook-signature", "v1a,xx v1,AAAA v1,!! " + std::string(signature));
    const std::array<base::bytes, 2> secrets{base::bytes(24, 1), secret};
    EXPECT_EQ(webhook_problem(call, secrets, sent), "");
}

TEST(webhook, whatever_was_changed_is_noticed) {
    request other = an_example();
    other.body += " ";
    EXPECT_THAT(problem_of(other), HasSubstr("no webhook-signature fits"));
    EXPECT_THAT(problem_of(with_header("webhook-id", "msg_2")), HasSubstr("fits"));
    EXPECT_THAT(problem_of(with_header("webhook-timestamp", "1614265331")), HasSubstr("fits"));
    EXPECT_THAT(problem_of(an_example(), sent, base::bytes(24, 1)), HasSubstr("fits"));
}

TEST(webhook, old_and_early_calls_are_refused) {
    EXPECT_EQ(problem_of(an_example(), sent + webhook_tolerance), "");
    EXPECT_THAT(problem_of(an_example(), sent + webhook_tolerance + std::chrono::seconds(1)),
                HasSubstr("five minutes"));
    EXPECT_THAT(problem_of(an_example(), sent - webhook_tolerance - std::chrono::seconds(1)),
                HasSubstr("five minutes"));
}

TEST(webhook, what_is_missing_or_no_time_is_named) {
    for (const char* name : {"webhook-id", "webhook-timestamp", "webhook-signature"})
        EXPECT_THAT(problem_of(with_header(name, "")), HasSubstr(name));
    for (const char* time : {"now", "-1", "1e9", "99999999999999999999", " 1614265330"})
        EXPECT_THAT(problem_of(with_header("webhook-timestamp", time)), HasSubstr("seconds"));
}

}  // namespace
}  // namespace pointsman::http
