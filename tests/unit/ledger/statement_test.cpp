#include <pointsman/ledger/statement.hpp>

#include <gtest/gtest.h>

namespace pointsman::ledger {
namespace {

using base::money;

base::wall_time at(std::int64_t micros) {
    return base::wall_time(base::duration(micros));
}

TEST(statement_csv, carries_the_balance_from_opening_to_closing) {
    statement what{account::buyer, "northstar", at(0), at(9'000'000), {}};
    what.parts.push_back(
        {"USD",
         money::from_micros(10'000'000),
         {{at(1), "sale", "id-1", "northstar_ca", money::from_micros(30'000'000)},
          {at(2), "return", "id-1", "wrong_number", money::from_micros(-30'000'001)}},
         money::from_micros(9'999'999)});
    EXPECT_EQ(to_csv(what),
              "at,kind,transaction,detail,currency,amount,balance\r\n"
              "1970-01-01T00:00:00.000000Z,opening,,,USD,,10.00\r\n"
              "1970-01-01T00:00:00.000001Z,sale,id-1,northstar_ca,USD,30.00,40.00\r\n"
              "1970-01-01T00:00:00.000002Z,return,id-1,wrong_number,USD,-30.000001,9.999999\r\n"
              "1970-01-01T00:00:09.000000Z,closing,,,USD,,9.999999\r\n");
}

TEST(statement_csv, quotes_texts_and_disarms_formulas) {
    statement what{account::buyer, "b", at(0), at(0), {}};
    what.parts.push_back({"USD", {}, {{at(0), "deposit", "id", "=1+\"2\",\n3", money{}}}, {}});
    EXPECT_NE(to_csv(what).find(",\"'=1+\"\"2\"\",\n3\",USD,0.00,"), std::string::npos)
        << to_csv(what);
}

TEST(statement_csv, of_a_party_without_entries_is_its_header) {
    EXPECT_EQ(to_csv({account::seller, "s", at(0), at(0), {}}),
              "at,kind,transaction,detail,currency,amount,balance\r\n");
}

}  // namespace
}  // namespace pointsman::ledger
