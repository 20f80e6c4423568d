#pragma once

#include <pointsman/base/time.hpp>

#include <memory>
#include <pqxx/connection>
#include <string>

namespace pointsman::postgres {

struct connection_settings {
    std::string application;  // shown in pg_stat_activity
    base::duration connect_timeout = std::chrono::seconds(2);
    base::duration statement_timeout = std::chrono::seconds(5);
};

// Opens a connection whose sessions are all alike, whatever the database's defaults: UTF-8, UTC,
// hex bytea, commits that wait for the disk, plans that are not compiled. Throws pqxx::failure. A
// connection that has failed once is never used again: libpqxx 6.4 would silently reconnect it
// after two failures, without any of these settings. (Losing one also costs about a kilobyte for
// good: libpqxx 6.4 then forgets a result.)
std::unique_ptr<pqxx::connection> connect(const std::string& url, const connection_settings& how);

// The SQLSTATE that refuse_old_epoch raises (schema/0001).
inline constexpr const char* epoch_is_over = "PM001";

// The exception's text on one line, without what libpq adds at its end.
std::string message_of(const std::exception& error);

}  // namespace pointsman::postgres
