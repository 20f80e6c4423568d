#include <pointsman/ledger/resale.hpp>

#include <gtest/gtest.h>

namespace pointsman::ledger {
namespace {

using namespace std::chrono_literals;

const base::wall_time arrived(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 12h);

resale_terms a_contract() {
    return {.reasons = {"not_our_area", "duplicate"}, .within = 24h, .times = 1};
}

TEST(resale, is_for_the_reasons_that_say_nothing_against_the_lead) {
    const resale_terms contract = a_contract();
    EXPECT_EQ(resell_until(&contract, {"duplicate", arrived}, arrived + 1h), arrived + 24h);
    EXPECT_FALSE(resell_until(&contract, {"wrong_number", arrived}, arrived + 1h));
    EXPECT_FALSE(resell_until(nullptr, {"duplicate", arrived}, arrived + 1h));
}

TEST(resale, ends_with_the_last_moment_of_its_window) {
    const resale_terms contract = a_contract();
    EXPECT_TRUE(resell_until(&contract, {"duplicate", arrived}, arrived + 24h));
    EXPECT_FALSE(resell_until(&contract, {"duplicate", arrived}, arrived + 24h + 1us));
}

TEST(resale, happens_at_most_so_often) {
    resale_terms contract = a_contract();
    EXPECT_FALSE(resell_until(&contract, {"duplicate", arrived, 1}, arrived + 1h));
    contract.times = 2;
    EXPECT_TRUE(resell_until(&contract, {"duplicate", arrived, 1}, arrived + 1h));
    EXPECT_FALSE(resell_until(&contract, {"duplicate", arrived, 2}, arrived + 1h));
}

}  // namespace
}  // namespace pointsman::ledger
