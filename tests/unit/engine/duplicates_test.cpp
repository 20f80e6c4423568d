#include "stage.hpp"

#include <gmock/gmock.h>

namespace pointsman::engine {
namespace {

using duplicate::action;
using duplicate::event;
using duplicate::scope;
using testing::HasSubstr;

class duplicates : public testing::Test {
protected:
    duplicates() {
        for (const char* host : {"a", "b"})
            on.buyers.script[std::string("http://") + host + ".example/ping"] =
                support::says(R"({"status":"ok","bid":"10.00","ref":"r"})");
    }

    // By e-mail, the fixture's third field.
    void add_rule(scope within, event what, action then) {
        duplicate::rule rule;
        rule.key.fields = {2};
        rule.within = within;
        rule.on = what;
        rule.text = "email";
        rule.then = then;
        rule.window = 24h;
        on.plan->verticals[0].duplicates.push_back(rule);
    }

    std::string status_of(const std::shared_ptr<std::optional<served>>& answer) {
        EXPECT_TRUE(answer->has_value());
        return answer->has_value() ? json::parse((*answer)->body).value("status", "") : "";
    }

    std::size_t posts() { return on.store.all<journal::posting>().size(); }

    stage on;
};

TEST_F(duplicates, a_consumer_that_was_sold_is_rejected_within_the_window) {
    add_rule(scope::vertical, event::sold, action::reject);
    EXPECT_EQ(on.serve_json()["status"], "sold");
    const json again = on.serve_json();
    EXPECT_EQ(again["status"], "duplicate");
    EXPECT_EQ(again["reason"], "duplicate");
    const auto refused = on.store.all<journal::refused>();
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_THAT(refused[0].problems_json, HasSubstr("was sold on"));
    on.time.advance(25h);
    EXPECT_EQ(on.serve_json()["status"], "sold");
}

TEST_F(duplicates, simultaneous_copies_are_not_both_sold) {
    add_rule(scope::vertical, event::sold, action::reject);
    std::vector<std::shared_ptr<std::optional<served>>> answers;
    for (int i = 0; i < 8; ++i)
        answers.push_back(on.send(stage::lead_body(), "copy-" + std::to_string(i)));
    on.let_pass(10s);
    int sold = 0;
    for (const auto& one : answers) sold += status_of(one) == "sold" ? 1 : 0;
    EXPECT_EQ(sold, 1);
    EXPECT_EQ(on.claims.size(), 0U);
}

TEST_F(duplicates, a_buyer_that_had_the_consumer_is_passed_over) {
    add_rule(scope::buyer, event::posted, action::exclude_buyer);
    const std::string first = on.serve_json()["sales"][0]["buyer"];
    const std::string second = on.serve_json()["sales"][0]["buyer"];
    EXPECT_NE(first, second);
}

TEST_F(duplicates, the_candidate_says_which_lead_came_before) {
    add_rule(scope::buyer, event::posted, action::exclude_buyer);
    const std::string first = on.serve_json()["sales"][0]["buyer"];
    on.serve();
    const auto last = on.store.all<journal::outcome>().back();
    const auto found = std::ranges::find(last.candidates, first, &journal::candidate::order);
    ASSERT_NE(found, last.candidates.end());
    EXPECT_EQ(found->reason, "duplicate_at_buyer");
    EXPECT_THAT(found->detail, HasSubstr("posted"));
}

TEST_F(duplicates, an_unknown_post_counts_as_sold) {
    add_rule(scope::vertical, event::sold, action::reject);
    for (const char* host : {"a", "b"})
        on.buyers.script[std::string("http://") + host + ".example/post"] = support::fails(false);
    EXPECT_EQ(on.serve_json()["status"], "pending");
    EXPECT_EQ(on.serve_json()["status"], "duplicate");
    EXPECT_EQ(posts(), 1U);
}

TEST_F(duplicates, a_flag_is_noted_and_sells) {
    add_rule(scope::vertical, event::seen, action::flag);
    on.serve();
    EXPECT_EQ(on.serve_json()["status"], "sold");
    EXPECT_THAT(on.store.all<journal::received>().back().candidates_json, HasSubstr("flags"));
}

TEST_F(duplicates, another_consumer_is_no_duplicate) {
    add_rule(scope::vertical, event::seen, action::reject);
    on.serve();
    json other = json::parse(stage::lead_body());
    other["fields"]["email"] = "june@example.com";
    EXPECT_EQ(json::parse(on.serve(other.dump()).body)["status"], "sold");
}

}  // namespace
}  // namespace pointsman::engine
