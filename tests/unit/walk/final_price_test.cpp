#include "script.hpp"

// Buyers whose contract takes the post's price.
namespace pointsman::walk {
namespace {

// Up to the post to the only candidate, at 12.00.
script posted_to(candidate one, std::optional<base::money> min_price = {},
                 std::optional<base::money> floor = {}) {
    tier_rules tier = auction();
    tier.floor = floor;
    script walk({tier}, {std::move(one), pinged(0)});
    walk.rules.min_price = min_price;
    walk.start();
    walk.on(1, bid(0, "12.00"));
    walk.on(2, bid(1, "11.00"));
    walk.on(3, posting_stored{0});
    return walk;
}

event accept_at(const std::string& price) {
    return post_accepted{0, "r", "", dollars(price)};
}

TEST(named_price, is_what_the_lead_is_sold_at) {
    script walk = posted_to(pinged(0));
    const auto actions = walk.walk().resume(accept_at("9.50"), at_ms(10));
    ASSERT_EQ(actions.size(), 1U);
    const auto& settled = std::get<settle_cap>(actions[0]);
    EXPECT_EQ(settled.how, settlement::commit);
    EXPECT_EQ(settled.money.price, dollars("9.50"));
    EXPECT_EQ(settled.money.payout, dollars("7.60"));
    EXPECT_EQ(walk.result().status, status::sold);
    EXPECT_EQ(walk.result().sale->money.price, dollars("9.50"));
    EXPECT_EQ(walk.result().sale->money.payout, dollars("7.60"));
    EXPECT_EQ(walk.result().sale->money.margin, dollars("1.90"));
    EXPECT_EQ(walk.why(1), candidate_reason::outbid);
}

TEST(named_price, never_raises_what_was_offered) {
    script walk = posted_to(pinged(0));
    const auto actions = walk.walk().resume(accept_at("30.00"), at_ms(10));
    EXPECT_EQ(std::get<settle_cap>(actions.at(0)).money.price, dollars("12.00"));
    EXPECT_EQ(walk.result().sale->money.price, dollars("12.00"));
}

TEST(named_price, that_is_missing_leaves_the_price_of_the_post) {
    script walk = posted_to(pinged(0));
    walk.on(10, post_accepted{0, "r", ""});
    EXPECT_EQ(walk.result().sale->money.price, dollars("12.00"));
}

TEST(named_price, too_low_for_anybody_holds_the_lead) {
    struct limit {
        const char* named;
        std::optional<base::money> min_price;
        std::optional<base::money> floor;
        const char* detail;
    };

    for (const limit& one :
         {limit{"9.50", {}, dollars("10.00"), "accepted at 9.50, below the tier's floor"},
          limit{"9.50", dollars("8.00"), {}, "accepted at 9.50, below the seller's minimum"},
          limit{"0.40", {}, {}, "accepted at 0.40, below what leaves our margin"},
          limit{"0.00", {}, {}, "accepted at 0.00, which is no amount"}}) {
        // By the contract of the second, silence is a refusal; but this is no silence.
        for (const candidate& buyer : {pinged(0), silence_is_no(pinged(0))}) {
            script walk = posted_to(buyer, one.min_price, one.floor);
            EXPECT_EQ(walk.on(10, accept_at(one.named)), "hold 0") << one.detail;
            EXPECT_EQ(walk.result().status, status::held) << one.detail;
            EXPECT_FALSE(walk.result().sale) << one.detail;
            EXPECT_EQ(walk.why(0), candidate_reason::post_unknown) << one.detail;
            EXPECT_EQ(walk.result().endings[0].detail, one.detail);
            EXPECT_EQ(walk.why(1), candidate_reason::outbid) << "nobody else is asked";
        }
    }
}

}  // namespace
}  // namespace pointsman::walk
