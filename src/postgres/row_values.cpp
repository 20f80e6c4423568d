#include "row_values.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <pqxx/except>

namespace pointsman::postgres {

std::string micros_of(const std::string& column) {
    return micros_of(column, column);
}

std::string micros_of(const std::string& column, const std::string& as) {
    return fmt::format("(extract(epoch from {}) * 1000000)::bigint as {}", column, as);
}

std::string text_at(const pqxx::row& row, const char* column) {
    return row[column].as<std::string>();
}

base::lead_id lead_at(const pqxx::row& row, const char* column) {
    const auto id = base::parse_uuid(row[column].c_str());
    if (!id) throw pqxx::conversion_error(fmt::format("{} is not a UUID", column));
    return {*id};
}

base::bytes bytes_at(const pqxx::row& row, const char* column) {
    std::string_view hex = row[column].c_str();
    if (!hex.starts_with("\\x"))
        throw pqxx::conversion_error(fmt::format("{} is not bytea in hex", column));
    hex.remove_prefix(2);
    if (hex.empty()) return {};
    auto bytes = base::from_hex(hex);
    if (!bytes) throw pqxx::conversion_error(fmt::format("{} is not bytea in hex", column));
    return std::move(*bytes);
}

base::digest digest_at(const pqxx::row& row, const char* column) {
    const base::bytes bytes = bytes_at(row, column);
    base::digest hash{};
    if (bytes.size() != hash.size())
        throw pqxx::conversion_error(fmt::format("{} is not a SHA-256", column));
    std::ranges::copy(bytes, hash.begin());
    return hash;
}

base::wall_time time_at(const pqxx::row& row, const char* column) {
    return base::wall_time(duration_at(row, column));
}

std::optional<base::wall_time> maybe_time_at(const pqxx::row& row, const char* column) {
    return row[column].is_null() ? std::nullopt : std::optional(time_at(row, column));
}

base::duration duration_at(const pqxx::row& row, const char* column) {
    return base::duration(number_at<std::int64_t>(row, column));
}

base::money money_at(const pqxx::row& row, const char* column) {
    return base::money::from_micros(number_at<std::int64_t>(row, column));
}

std::optional<base::money> maybe_money_at(const pqxx::row& row, const char* column) {
    if (row[column].is_null()) return std::nullopt;
    return money_at(row, column);
}

std::string first_id_at(base::wall_time at) {
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count();
    const std::string hex = fmt::format("{:012x}", std::max<std::int64_t>(0, ms));
    return fmt::format("{}-{}-0000-0000-000000000000", hex.substr(0, 8), hex.substr(8));
}

pqxx::result rows_of(pqxx::transaction_base& query, const std::string& select,
                     const base::lead_id& id) {
    return query.exec_params(select, base::to_text(id));
}

}  // namespace pointsman::postgres
