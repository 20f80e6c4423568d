#pragma once

#include <pointsman/base/money.hpp>

#include <pqxx/pqxx>

// What the auditor's queries share. It reads PostgreSQL by itself, not by way of the server's own
// code, so that both cannot be wrong in the same way.
namespace pointsman::sandbox {

// All its queries see the same moment.
using snapshot =
    pqxx::transaction<pqxx::isolation_level::repeatable_read, pqxx::readwrite_policy::read_only>;

// Of a column of micro-units.
inline base::money money_of(const pqxx::field& field) {
    return base::money::from_micros(field.as<std::int64_t>());
}

}  // namespace pointsman::sandbox
