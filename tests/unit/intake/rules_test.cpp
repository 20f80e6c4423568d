#include "house.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace pointsman::intake {
namespace {

submission taken(house& here, const char* source) {
    return here.read(request_with("source", source)).value();
}

ledger::payout_terms share(std::int32_t basis_points) {
    return {.pays = base::basis_points{basis_points}, .min_margin = {}};
}

std::int32_t share_of(const submission& lead) {
    return std::get<base::basis_points>(terms_of(lead).pays).value;
}

const base::wall_time now{std::chrono::hours(1'000'000)};

// The reason and the detail; "" when nothing refuses.
std::string refused(house& here, const char* source, const plan::overrides& in_force = {}) {
    const auto why = refused_by_rule(here.seller(), taken(here, source), in_force, now);
    return why ? why->reason + ": " + why->detail : "";
}

plan::standing_override an_override(plan::override_kind kind) {
    plan::standing_override made;
    made.kind = kind;
    made.target = plan::override_target::seller;
    made.name = "acme";
    made.from = now;
    made.until = now + std::chrono::hours(1);
    made.by = "ada";
    made.reason = "too many complaints";
    return made;
}

TEST(RefusedByRule, IsNobodyOrdinarily) {
    house here;
    here.program().sources["site-7"] = {.payout = share(7000), .refuse = false};
    EXPECT_EQ(refused(here, "site-7"), "");
    EXPECT_EQ(refused(here, "another"), "");
    EXPECT_EQ(refused(here, ""), "");
}

TEST(RefusedByRule, IsARefusedSourceOnly) {
    house here;
    here.program().sources["site-9"] = {.payout = {}, .refuse = true};
    EXPECT_EQ(refused(here, "site-9"), "seller_paused: the source is refused");
    EXPECT_EQ(refused(here, "site-99"), "");
}

TEST(RefusedByRule, IsEveryLeadOfAPausedSeller) {
    house here;
    here.seller().paused = plan::pause{};
    EXPECT_EQ(refused(here, ""), "seller_paused: paused in its file");
    here.seller().paused = plan::pause{.reason = "unpaid", .until = now};
    EXPECT_EQ(refused(here, ""), "") << "it is over";
}

TEST(RefusedByRule, IsASellerPausedOrResumedByAnOverride) {
    house here;
    const auto pause = plan::overrides().with({an_override(plan::override_kind::pause)}, now);
    EXPECT_EQ(refused(here, "", pause),
              "seller_paused: override 00000000-0000-0000-0000-000000000000: too many complaints, "
              "by ada until 2084-01-29T17:00:00Z");
    here.seller().paused = plan::pause{};
    const auto resume = plan::overrides().with({an_override(plan::override_kind::resume)}, now);
    EXPECT_EQ(refused(here, "", resume), "");
    here.program().sources["site-9"] = {.payout = {}, .refuse = true};
    EXPECT_EQ(refused(here, "site-9", resume), "seller_paused: the source is refused");
}

TEST(TermsOf, AreTheSourcesOrElseThePrograms) {
    house here;
    here.program().payout = share(8000);
    here.program().sources["site-7"] = {.payout = share(7000), .refuse = false};
    here.program().sources["site-8"] = {.payout = {}, .refuse = false};
    EXPECT_EQ(share_of(taken(here, "site-7")), 7000);
    EXPECT_EQ(share_of(taken(here, "site-8")), 8000);
    EXPECT_EQ(share_of(taken(here, "")), 8000);
}

}  // namespace
}  // namespace pointsman::intake
