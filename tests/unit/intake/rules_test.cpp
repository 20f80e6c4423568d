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

TEST(RefusedByRule, IsNobodyOrdinarily) {
    house here;
    here.program().sources["site-7"] = {.payout = share(7000), .refuse = false};
    EXPECT_FALSE(refused_by_rule(here.seller(), taken(here, "site-7")));
    EXPECT_FALSE(refused_by_rule(here.seller(), taken(here, "another")));
    EXPECT_FALSE(refused_by_rule(here.seller(), taken(here, "")));
}

TEST(RefusedByRule, IsARefusedSourceOnly) {
    house here;
    here.program().sources["site-9"] = {.payout = {}, .refuse = true};
    EXPECT_EQ(refused_by_rule(here.seller(), taken(here, "site-9")), "seller_paused");
    EXPECT_FALSE(refused_by_rule(here.seller(), taken(here, "site-99")));
}

TEST(RefusedByRule, IsEveryLeadOfAPausedSeller) {
    house here;
    here.seller().paused = true;
    EXPECT_EQ(refused_by_rule(here.seller(), taken(here, "")), "seller_paused");
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
