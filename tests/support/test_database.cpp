#include <support/child_process.hpp>
#include <support/test_database.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <stdexcept>

namespace pointsman::support {

namespace {

// libpq takes the last of repeated parameters.
std::string variant_of(const std::string& url, const std::string& parameters) {
    return url + (url.contains('?') ? '&' : '?') + parameters;
}

void execute(const std::string& url, const std::string& sql) {
    pqxx::connection connection(url);
    pqxx::nontransaction(connection).exec(sql);
}

}  // namespace

std::string test_cluster_url() {
    const char* url = std::getenv("POINTSMAN_TEST_DATABASE");
    if (url != nullptr && *url != '\0') return url;
    throw std::runtime_error(
        "POINTSMAN_TEST_DATABASE is not set. Run scripts/test, or export "
        "POINTSMAN_TEST_DATABASE=$(PG_BASE=/tmp/pm-test PG_FAST=1 scripts/dev-db start)");
}

test_database::test_database(const std::string& url, const std::string& pointsman_program)
    : cluster_url_(url) {
    static int number = 0;
    name_ = fmt::format("pointsman_it_{}_{}", getpid(), ++number);
    execute(url, "create database " + name_);
    const std::string owner_url = variant_of(url, "dbname=" + name_);
    server_url_ = variant_of(owner_url, "user=pointsman_server");
    run({pointsman_program, "migrate", "--database", owner_url});
    owner_ = std::make_unique<pqxx::connection>(owner_url);
}

test_database::~test_database() {
    owner_.reset();
    execute(cluster_url_, fmt::format("drop database if exists {} with (force)", name_));
}

std::vector<std::string> test_database::column(const std::string& sql) {
    pqxx::nontransaction statement(*owner_);
    const pqxx::result rows = statement.exec(sql);
    std::vector<std::string> all;
    for (const auto& row : rows) all.emplace_back(row[0].c_str());
    return all;
}

std::string test_database::value(const std::string& sql) {
    const auto all = column(sql);
    return all.empty() ? "" : all.front();
}

}  // namespace pointsman::support
