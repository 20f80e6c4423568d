#include <pointsman/postgres/migrations.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <pqxx/except>

#include "samples.hpp"
#include "test_database.hpp"

namespace pointsman::postgres::test {
namespace {

class migrations_test : public test_database {
protected:
    static constexpr const char* refused = "42501";  // insufficient_privilege
};

TEST(migrations, are_numbered_from_one_without_gaps) {
    ASSERT_FALSE(migrations().empty());
    for (std::size_t i = 0; i < migrations().size(); ++i) {
        EXPECT_EQ(migrations()[i].version, static_cast<int>(i) + 1);
        EXPECT_FALSE(migrations()[i].name.empty());
        EXPECT_FALSE(migrations()[i].sql.empty());
    }
}

TEST_F(migrations_test, a_second_run_does_nothing) {
    const std::string before =
        value("select string_agg(version || name || at, ',') from schema_version");
    const auto again = migrate(owner_url());
    ASSERT_TRUE(again) << again.error();
    EXPECT_TRUE(again->empty());
    EXPECT_EQ(value("select string_agg(version || name || at, ',') from schema_version"), before);
}

TEST_F(migrations_test, a_newer_schema_is_left_alone) {
    value("insert into schema_version (version, name) values (9999, 'from the future')");
    EXPECT_FALSE(migrate(owner_url()));
}

TEST_F(migrations_test, says_why_it_cannot_connect) {
    const auto failed = migrate("postgresql:///nowhere?host=/nonexistent");
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error(), testing::HasSubstr("/nonexistent"));
}

TEST_F(migrations_test, the_server_can_change_and_remove_nothing) {
    const auto store = open_store();
    for (const journal::record& each :
         {journal::record(a_received(new_lead_id())), journal::record(an_outcome(new_lead_id()))})
        pending_append(*store, each).result();
    std::string tables;
    for (int i = 0;; ++i) {
        const std::string table = value(fmt::format(
            "select c.relname from pg_class c where relnamespace = "
            "'public'::regnamespace and relkind in ('r', 'p') "
            "and (not relispartition or relname = 'lead_default') order by 1 offset {} limit 1",
            i));
        if (table.empty()) break;
        const std::string column =
            value(fmt::format("select attname from pg_attribute where attrelid = '{}'::regclass "
                              "and attnum > 0 order by attnum desc limit 1",
                              table));
        EXPECT_EQ(as_server(fmt::format("update {0} set {1} = {1}", table, column)), refused)
            << table;
        EXPECT_EQ(as_server("delete from " + table), refused) << table;
        EXPECT_EQ(as_server("truncate " + table), refused) << table;
        EXPECT_EQ(as_server("drop table " + table), refused) << table;
        tables += table + " ";
    }
    EXPECT_THAT(tables, testing::HasSubstr("ledger_entry"));
    EXPECT_EQ(as_server("create table mine (a integer)"), refused);
    EXPECT_EQ(as_server("insert into node (name, epoch) values ('x', 1)"), refused);
    EXPECT_EQ(as_server("insert into schema_version (version, name) values (77, 'x')"), refused);
    EXPECT_EQ(as_server("select 1 from lead"), "");
}

// What runs with the owner's rights is run by whom it was granted to, and by no role that can
// merely connect.
TEST_F(migrations_test, nobody_has_the_owners_rights_by_default) {
    EXPECT_EQ(value("select coalesce(string_agg(proname, ', '), '') from pg_proc "
                    "where prosecdef and has_function_privilege('public', oid, 'execute')"),
              "");
}

TEST_F(migrations_test, not_even_the_owner_changes_the_ledger_by_mistake) {
    const auto store = open_store();
    ASSERT_EQ(pending_append(*store, an_outcome(new_lead_id())).result(),
              engine::append_result::durable);
    for (const char* statement :
         {"delete from ledger_entry", "update sale set price = 0", "truncate ledger_entry"})
        EXPECT_THROW(value(statement), pqxx::sql_error) << statement;
    EXPECT_EQ(value("select count(*) from ledger_entry"), "3");
}

TEST_F(migrations_test, partitions_cover_the_coming_days_and_are_made_once) {
    EXPECT_EQ(value("select ensure_partitions(2) > 0"), "t");
    EXPECT_EQ(value("select ensure_partitions(2)"), "0");
    EXPECT_EQ(value("select count(*) from pg_inherits where inhparent = 'lead'::regclass"), "4");
    EXPECT_EQ(value("select first_lead_id('2026-11-21')"), "01a1fb67-1800-0000-0000-000000000000");
    EXPECT_EQ(
        value("select (to_timestamp(x'01a1fb671800'::bigint / 1000.0) at time zone 'UTC')::text"),
        "2026-11-21 00:00:00");
    EXPECT_EQ(as_server("select ensure_partitions(1000)"), "22023");
}

TEST_F(migrations_test, a_day_that_began_in_the_default_partition_stays_there) {
    value(
        "do $$ declare t text; begin for t in select format('%I', c.relname) from pg_inherits i "
        "join pg_class c on "
        "c.oid = i.inhrelid where c.relname ~ '_[0-9]{8}$' loop execute 'drop table ' || t; end "
        "loop; end $$");
    value("insert into lead_key values (gen_random_uuid(), '', 1, 1)");
    value(
        "insert into refusal values ((first_lead_id((now() at time zone "
        "'UTC')::date)::text)::uuid, now(), '', '', '', "
        "'', '[]', 1, 1)");
    EXPECT_EQ(value("select ensure_partitions(0)"), "9");
    EXPECT_EQ(value("select count(*) from refusal_default"), "1");
}

TEST_F(migrations_test, the_servers_password_can_be_set) {
    const auto again = migrate(owner_url(), "it's a secret");
    EXPECT_TRUE(again) << again.error();
    value("alter role pointsman_server password null");  // it is the whole cluster's
}

}  // namespace
}  // namespace pointsman::postgres::test
