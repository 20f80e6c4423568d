#include "batch_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "samples.hpp"

namespace pointsman::postgres {
namespace {

std::vector<std::string> filled_tables(const batch_rows& rows) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < table_count; ++i)
        if (rows.has(static_cast<table>(i))) names.emplace_back(name_of(static_cast<table>(i)));
    return names;
}

TEST(tables, are_written_in_the_order_in_which_partitions_are_locked) {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < table_count; ++i) names.push_back(name_of(static_cast<table>(i)));
    EXPECT_TRUE(std::ranges::is_sorted(names));
}

TEST(tables, insert_from_one_array_a_column) {
    EXPECT_EQ(insert_statement(table::lead_key),
              "insert into lead_key (lead_id, wrapped_key, node, epoch) "
              "select u.lead_id::uuid, u.wrapped_key::bytea, $3::smallint, $4::integer "
              "from unnest($1::uuid[], $2::bytea[]) as u(lead_id, wrapped_key)");
    EXPECT_THAT(insert_statement(table::lead), testing::HasSubstr("u.sub_ids::text[]"));
}

TEST(batch_rows, a_record_fills_its_tables_with_as_many_values_as_columns) {
    const base::lead_id id = test::new_lead_id();
    batch_rows rows;
    EXPECT_THAT(filled_tables(rows), testing::IsEmpty());
    rows.add(test::a_received(id));
    EXPECT_THAT(filled_tables(rows),
                testing::ElementsAre("duplicate_key", "idempotency_key", "lead", "lead_key",
                                     "lead_personal", "personal_hash"));
    rows.add(test::an_outcome(id));
    rows.add(test::a_posting(id));
    journal::refused not_resold = test::a_refused(id);
    not_resold.resale = journal::resale{{test::new_lead_id(), 0}, 0};
    rows.add(not_resold);
    rows.add(test::a_late_reply(id));
    rows.add(test::a_void_answer(id));
    rows.add(test::an_untaken_accept(id));
    rows.add(test::a_follow_up(id));
    rows.add(test::a_follow_up_end(test::a_follow_up(id)));
    EXPECT_EQ(filled_tables(rows).size(), table_count);
    for (std::size_t i = 0; i < table_count; ++i) {
        const auto which = static_cast<table>(i);
        for (const std::string& array : rows.take(which)) EXPECT_NE(array, "{}") << name_of(which);
    }
    EXPECT_THAT(filled_tables(rows), testing::IsEmpty());
}

TEST(batch_rows, keeps_records_apart_by_column) {
    batch_rows rows;
    journal::posting posting = test::a_posting({});
    posting.order = "o,1";
    rows.add(posting);
    posting.order = "o\"2";
    posting.walk = 7;
    rows.add(posting);
    const std::vector<std::string> arrays = rows.take(table::posting);
    ASSERT_EQ(arrays.size(), column_count(table::posting));
    EXPECT_EQ(arrays[1], "{0,7}");
    EXPECT_EQ(arrays[2], R"({"o,1","o\"2"})");
}

TEST(batch_rows, one_row_for_each_duplicate_key) {
    journal::received what = test::a_received(test::new_lead_id());
    what.seller = "s1";
    batch_rows rows;
    rows.add(what);
    EXPECT_EQ(rows.take(table::duplicate_key).at(3), R"({"s1","s1"})");
    what.duplicate_keys.clear();
    rows.add(what);
    EXPECT_FALSE(rows.has(table::duplicate_key));
}

}  // namespace
}  // namespace pointsman::postgres
