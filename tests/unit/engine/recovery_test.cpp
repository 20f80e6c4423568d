#include <pointsman/engine/recovery.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pointsman::engine {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const base::secret_key master{7};
const base::secret_key own{9};
const base::wall_time noon(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 12h);

interrupted_lead a_lead() {
    interrupted_lead lead;
    lead.at = noon;
    lead.seller = "acme";
    lead.vertical = "auto";
    lead.currency = "USD";
    lead.candidates_json = R"({
        "asked":[{"order":"a","buyer":"A","tier":"first","pings":true},
                 {"order":"b","buyer":"B","tier":"first","pings":false}],
        "refused":[{"order":"c","buyer":"C","tier":"open","reason":"closed","detail":"at night"}]})";
    lead.wrapped_key = base::wrap_key(master, own);
    return lead;
}

journal::posting a_post(const std::string& order, bool holds = true) {
    journal::posting post;
    post.order = order;
    post.buyer = order == "a" ? "A" : "B";
    post.at = noon + 100ms;
    post.price = base::money::from_micros(10'000'000);
    post.tier = "first";
    post.currency = "USD";
    post.holds = holds;
    return post;
}

journal::outcome recovered(const interrupted_lead& lead) {
    auto made = recover(lead, master, noon + 5s);
    EXPECT_TRUE(made) << made.error();
    return made.value_or(journal::outcome{});
}

std::string reason_of(const journal::outcome& record, const std::string& order) {
    const auto found = std::ranges::find(record.candidates, order, &journal::candidate::order);
    return found == record.candidates.end() ? "not there" : found->reason;
}

std::vector<std::string> attempts_of(const journal::outcome& record) {
    std::vector<std::string> all;
    for (const journal::attempt& one : record.attempts)
        all.push_back(one.order + (one.is_post ? " post " : " ping ") + one.result);
    return all;
}

TEST(recovery, a_lead_that_nobody_was_posted_is_unsold) {
    const journal::outcome record = recovered(a_lead());
    EXPECT_EQ(record.status, "unsold");
    EXPECT_EQ(record.reason, "interrupted");
    EXPECT_EQ(record.elapsed, 5s);
    EXPECT_EQ(reason_of(record, "a"), "stopped");
    EXPECT_EQ(reason_of(record, "b"), "stopped");
    EXPECT_EQ(reason_of(record, "c"), "closed");
    EXPECT_EQ(attempts_of(record), (std::vector<std::string>{"a ping interrupted"}));
    const auto answer = nlohmann::json::parse(*base::unseal(own, record.answer_sealed));
    EXPECT_EQ(answer["status"], "unsold");
    EXPECT_EQ(answer["reason"], "interrupted");
}

TEST(recovery, the_last_post_may_have_an_owner_and_holds_the_lead) {
    interrupted_lead lead = a_lead();
    lead.postings = {a_post("a"), a_post("b")};
    const journal::outcome record = recovered(lead);
    EXPECT_EQ(record.status, "pending");
    EXPECT_EQ(reason_of(record, "a"), "post_rejected");
    EXPECT_EQ(reason_of(record, "b"), "post_unknown");
    EXPECT_EQ(attempts_of(record),
              (std::vector<std::string>{"a ping interrupted", "a post interrupted",
                                        "b post interrupted"}));
    EXPECT_THAT(*base::unseal(own, record.answer_sealed), HasSubstr("pending"));
    EXPECT_FALSE(record.sale);
    EXPECT_TRUE(record.entries.empty());
}

TEST(recovery, silence_that_is_a_refusal_by_contract_holds_nothing) {
    interrupted_lead lead = a_lead();
    lead.postings = {a_post("b", false)};
    const journal::outcome record = recovered(lead);
    EXPECT_EQ(record.status, "unsold");
    EXPECT_EQ(reason_of(record, "b"), "post_rejected");
}

TEST(recovery, an_erased_key_leaves_no_answer) {
    interrupted_lead lead = a_lead();
    lead.wrapped_key.clear();
    EXPECT_TRUE(recovered(lead).answer_sealed.empty());
}

TEST(recovery, candidates_that_cannot_be_read_are_an_error) {
    interrupted_lead lead = a_lead();
    lead.candidates_json = R"({"asked":["a"],"refused":[]})";
    EXPECT_THAT(recover(lead, master, noon).error(), HasSubstr("candidates"));
    lead.candidates_json = "no JSON";
    EXPECT_FALSE(recover(lead, master, noon));
}

}  // namespace
}  // namespace pointsman::engine
