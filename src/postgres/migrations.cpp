#include <pointsman/postgres/migrations.hpp>

#include <fmt/format.h>

#include <pqxx/nontransaction>
#include <pqxx/transaction>

#include "connection.hpp"

namespace pointsman::postgres {

namespace {

// Roles belong to the whole cluster, so another database's migration may be making it at this
// moment.
constexpr const char* make_role = R"(
    do $$ begin
        if not exists (select from pg_roles where rolname = 'pointsman_server') then
            create role pointsman_server login;
        end if;
    exception when duplicate_object or unique_violation then null;
    end $$)";

constexpr const char* make_version_table =
    "create table if not exists schema_version ("
    "version integer primary key, name text not null, at timestamptz not null default now())";

void prepare_database(pqxx::connection& connection, const std::string& server_password) {
    pqxx::nontransaction statement(connection);
    statement.exec("select pg_advisory_lock(hashtext('pointsman migrate')::bigint)");
    statement.exec("set client_min_messages = warning");
    statement.exec(make_role);
    statement.exec(make_version_table);
    if (!server_password.empty())
        statement.exec(fmt::format("alter role {} password {}", server_role,
                                   statement.quote(server_password)));
}

std::size_t version_of(pqxx::connection& connection) {
    return pqxx::nontransaction(connection)
        .exec1("select coalesce(max(version), 0) from schema_version")[0]
        .as<std::size_t>();
}

void apply(pqxx::connection& connection, const migration& what) {
    pqxx::work transaction(connection);
    transaction.exec(what.sql);
    transaction.exec_params0("insert into schema_version (version, name) values ($1, $2)",
                             what.version, what.name);
    transaction.commit();
}

std::vector<std::string> apply_missing(pqxx::connection& connection) {
    std::vector<std::string> applied;
    for (std::size_t next = version_of(connection); next < migrations().size(); ++next) {
        apply(connection, migrations()[next]);
        applied.push_back(migrations()[next].name);
    }
    return applied;
}

}  // namespace

base::result<std::vector<std::string>, std::string> migrate(const std::string& owner_url,
                                                            const std::string& server_password) {
    constexpr base::duration a_migration_may_take = std::chrono::minutes(10);
    try {
        const auto connection = connect(owner_url, {.application = "pointsman migrate",
                                                    .statement_timeout = a_migration_may_take});
        prepare_database(*connection, server_password);
        if (const std::size_t version = version_of(*connection); version > migrations().size())
            return base::failure(
                fmt::format("the schema is at version {}, this program knows only {}", version,
                            migrations().size()));
        return apply_missing(*connection);
    } catch (const std::exception& error) {
        return base::failure(message_of(error));
    }
}

}  // namespace pointsman::postgres
