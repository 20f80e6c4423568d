#pragma once

#include <pointsman/base/time.hpp>

#include <pqxx/connection>

namespace pointsman::postgres {

// A database is held by one live server at a time, by an advisory lock of the session that writes.
// The lock is a courtesy to operators (a second server is refused at its start); what keeps an old
// server from writing is its epoch.

// Tries once. False when another session holds the database.
bool try_claim(pqxx::connection& connection);

// Tries for up to `wait`: PostgreSQL takes a moment to notice that a server has died.
bool claim(pqxx::connection& connection, base::duration wait);

}  // namespace pointsman::postgres
