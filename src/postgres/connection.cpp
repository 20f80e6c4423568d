#include "connection.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <pqxx/nontransaction>

#include "conninfo.hpp"

namespace pointsman::postgres {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

conninfo_options options_of(const connection_settings& how) {
    const auto connect_s = std::chrono::ceil<seconds>(how.connect_timeout).count();
    const auto silence_ms = std::chrono::ceil<milliseconds>(how.statement_timeout).count();
    return {{"application_name", how.application},
            {"connect_timeout", std::to_string(std::max<seconds::rep>(2, connect_s))},
            {"tcp_user_timeout", std::to_string(silence_ms)},
            {"keepalives_idle", "5"},
            {"keepalives_interval", "2"},
            {"keepalives_count", "3"},
            {"client_encoding", "UTF8"}};
}

// client_connection_check_interval lets a backend that waits for a lock notice that we have hung
// up; idle_in_transaction_session_timeout frees the node's row when this process is stopped in
// mid-transaction.
std::string session_settings(const connection_settings& how) {
    return fmt::format(
        "set timezone = 'UTC'; set datestyle = 'ISO'; set bytea_output = 'hex'; set search_path = "
        "public;"
        "set statement_timeout = {0}; set idle_in_transaction_session_timeout = {0};"
        "set client_connection_check_interval = '500ms';"
        // Compiling a plan over dozens of partitions takes seconds, running it milliseconds.
        "set jit = off;"
        "select set_config('synchronous_commit', 'on', false)"
        " where current_setting('synchronous_commit') in ('off', 'local')",
        std::chrono::ceil<milliseconds>(how.statement_timeout).count());
}

}  // namespace

std::unique_ptr<pqxx::connection> connect(const std::string& url, const connection_settings& how) {
    auto connection = std::make_unique<pqxx::connection>(with_defaults(url, options_of(how)));
    pqxx::nontransaction(*connection).exec(session_settings(how));
    return connection;
}

std::string message_of(const std::exception& error) {
    std::string message(base::trimmed(error.what()));
    std::ranges::replace(message, '\n', ' ');
    return message;
}

}  // namespace pointsman::postgres
