#include "test_database.hpp"

#include <pointsman/postgres/migrations.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <thread>

// libpqxx 6.4 forgets a result of libpq's, about a kilobyte, whenever it finds its connection lost.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libpq.so";
}

namespace pointsman::postgres::test {

namespace {

const char* base_url() {
    return std::getenv("POINTSMAN_TEST_DATABASE");
}

// libpq takes the last of repeated parameters.
std::string variant_of(const std::string& url, const std::string& parameters) {
    return url + (url.contains('?') ? '&' : '?') + parameters;
}

void run(const std::string& url, const std::string& sql) {
    pqxx::connection connection(url);
    pqxx::nontransaction(connection).exec(sql);
}

}  // namespace

void test_database::SetUp() {
    static int number = 0;
    ASSERT_NE(base_url(), nullptr)
        << "POINTSMAN_TEST_DATABASE is not set. Run scripts/test, or export "
           "POINTSMAN_TEST_DATABASE=$(PG_BASE=/tmp/pm-test PG_FAST=1 scripts/dev-db start)";
    name_ = fmt::format("pointsman_test_{}_{}", getpid(), ++number);
    run(base_url(), "create database " + name_);
    owner_url_ = variant_of(base_url(), "dbname=" + name_);
    server_url_ = variant_of(owner_url_, fmt::format("user={}", server_role));
    const auto applied = migrate(owner_url_);
    ASSERT_TRUE(applied) << applied.error();
    owner_ = std::make_unique<pqxx::connection>(owner_url_);
}

void test_database::TearDown() {
    owner_.reset();
    if (!name_.empty())
        run(base_url(), fmt::format("drop database if exists {} with (force)", name_));
}

std::string test_database::value(const std::string& sql) {
    pqxx::nontransaction statement(*owner_);
    const pqxx::result rows = statement.exec(sql);
    return rows.empty() || rows.columns() == 0 ? "" : rows[0][0].c_str();
}

std::string test_database::as_server(const std::string& sql) {
    try {
        run(server_url_, sql);
        return "";
    } catch (const pqxx::insufficient_privilege&) {
        return "42501";  // which libpqxx 6.4 does not tell
    } catch (const pqxx::sql_error& error) {
        return error.sqlstate();
    }
}

store_settings test_database::settings() const {
    store_settings how;
    how.url = server_url_;
    how.partition_days = 1;
    how.stall = std::chrono::seconds(30);  // the machine may be busy
    how.statement_timeout = std::chrono::seconds(30);
    how.claim_wait = std::chrono::seconds(2);
    how.first_delay = std::chrono::milliseconds(5);
    how.longest_delay = std::chrono::milliseconds(50);
    return how;
}

std::unique_ptr<store> test_database::open_store() {
    return open_store(settings());
}

std::unique_ptr<store> test_database::open_store(const store_settings& how, store_watcher watcher) {
    auto opened = store::open(how, clock_, std::move(watcher));
    if (!opened) {
        ADD_FAILURE() << opened.error().what;
        std::abort();
    }
    return std::move(*opened);
}

void test_database::kill_backends() {
    value(
        fmt::format("select pg_terminate_backend(pid, 5000) from pg_stat_activity "
                    "where datname = '{}' and usename = '{}'",
                    name_, server_role));
}

void test_database::allow_connections(bool allowed) {
    run(base_url(), fmt::format("alter database {} allow_connections {}", name_, allowed));
}

timeline test_database::timeline_of(const base::lead_id& id) {
    reader look(reader_settings{.url = server_url_, .threads = 1});
    std::promise<timeline> answer;
    look.find_timeline(id, [&](base::result<timeline, read_failure> found) {
        if (!found) ADD_FAILURE() << found.error().what;
        answer.set_value(found ? *found : timeline{});
    });
    return answer.get_future().get();
}

table_lock::table_lock(const std::string& owner_url, const std::string& table)
    : connection_(owner_url), transaction_(connection_) {
    transaction_.exec("lock table " + table);
}

pending_append::pending_append(store& to, journal::record entry) {
    auto promise = std::make_shared<std::promise<engine::append_result>>();
    future_ = promise->get_future();
    to.append(std::move(entry),
              [promise](engine::append_result result) { promise->set_value(result); });
}

engine::append_result pending_append::result() {
    if (!has_come(std::chrono::seconds(30))) {
        ADD_FAILURE() << "the append was never completed";
        std::abort();
    }
    return future_.get();
}

bool pending_append::has_come(std::chrono::milliseconds within) {
    return future_.wait_for(within) == std::future_status::ready;
}

}  // namespace pointsman::postgres::test
