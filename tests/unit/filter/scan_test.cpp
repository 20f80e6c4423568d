#include "builders.hpp"

#include <pointsman/filter/matcher.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pointsman::filter {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class scan_of_four : public testing::Test {
protected:
    const std::unique_ptr<matcher> orders_ =
        make_scan(insurance(), {is("state", text("CA")), std::nullopt, at_least("age", number(21)),
                                all({is("state", text("CA")), present("note", false)})});
};

TEST_F(scan_of_four, an_order_without_a_filter_passes_every_lead) {
    EXPECT_THAT(orders_->match(lead_with({})), ElementsAre(1));
}

TEST_F(scan_of_four, gives_the_passing_positions_in_order) {
    EXPECT_THAT(orders_->match(lead_with({{"state", text("CA")}, {"age", number(30)}})),
                ElementsAre(0, 1, 2, 3));
    EXPECT_THAT(orders_->match(lead_with({{"state", text("NV")}, {"age", number(30)}})),
                ElementsAre(1, 2));
}

TEST_F(scan_of_four, explains_every_refusal) {
    const auto lead = lead_with({{"state", text("CA")}, {"note", text("hello")}});
    const verdicts all = orders_->explain(lead);
    EXPECT_EQ(all.passing, orders_->match(lead));
    EXPECT_THAT(all.passing, ElementsAre(0, 1));
    ASSERT_EQ(all.refused.size(), 2U);
    EXPECT_EQ(all.refused[0].at, 2U);
    EXPECT_EQ(all.refused[0].why, (refusal{"age at least 21", "age", "(absent)"}));
    EXPECT_EQ(all.refused[1].at, 3U);
    EXPECT_EQ(all.refused[1].why, (refusal{"note is absent", "note", "hello"}));
}

TEST(scan, of_nothing_matches_nothing) {
    const auto orders = make_scan(insurance(), {});
    EXPECT_THAT(orders->match(lead_with({})), IsEmpty());
    EXPECT_THAT(orders->explain(lead_with({})).refused, IsEmpty());
}

}  // namespace
}  // namespace pointsman::filter
