#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>

#include <optional>
#include <pqxx/result>
#include <pqxx/row>
#include <pqxx/transaction_base>
#include <string>
#include <vector>

// Columns of a result as our own types. Throws pqxx::conversion_error where a column does not hold
// such a value, which only a change of the schema could bring about.
namespace pointsman::postgres {

// The text of an expression that gives a timestamptz column as microseconds since 1970, exactly.
std::string micros_of(const std::string& column);
std::string micros_of(const std::string& column, const std::string& as);

std::string text_at(const pqxx::row& row, const char* column);
base::lead_id lead_at(const pqxx::row& row, const char* column);
base::bytes bytes_at(const pqxx::row& row, const char* column);
base::digest digest_at(const pqxx::row& row, const char* column);
base::wall_time time_at(const pqxx::row& row, const char* column);  // of micros_of
std::optional<base::wall_time> maybe_time_at(const pqxx::row& row, const char* column);
base::duration duration_at(const pqxx::row& row, const char* column);
base::money money_at(const pqxx::row& row, const char* column);
std::optional<base::money> maybe_money_at(const pqxx::row& row, const char* column);

// The smallest lead id of that time: ids of UUIDv7 begin with it, so a bound on the id leaves out
// older partitions.
std::string first_id_at(base::wall_time at);

// The rows of a query whose one parameter is a lead.
pqxx::result rows_of(pqxx::transaction_base& query, const std::string& select,
                     const base::lead_id& id);

template <class Number>
Number number_at(const pqxx::row& row, const char* column) {
    return row[column].as<Number>();
}

}  // namespace pointsman::postgres
