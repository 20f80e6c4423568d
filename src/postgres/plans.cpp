#include <pointsman/base/text.hpp>
#include <pointsman/postgres/plans.hpp>

#include <nlohmann/json.hpp>

#include "blocking.hpp"

namespace pointsman::postgres {

namespace {

std::string bytea_of(const base::digest& hash) {
    return "\\x" + base::to_hex(hash);
}

}  // namespace

base::result<void, std::string> save_plan(const std::string& url, const base::digest& hash,
                                          const plan_files& files) {
    return in_own_transaction(url, [&](pqxx::work& transaction) {
        // The same hash means the same files, so the one that is there is as good.
        transaction.exec_params0(
            "insert into plan (hash, files) values ($1::bytea, $2::jsonb) on conflict do nothing",
            bytea_of(hash), nlohmann::json(files).dump());
    });
}

base::result<std::optional<plan_files>, std::string> load_plan(const std::string& url,
                                                               const base::digest& hash) {
    return in_own_transaction(url, [&](pqxx::work& transaction) -> std::optional<plan_files> {
        const pqxx::result found = transaction.exec_params(
            "select files from plan where hash = $1::bytea", bytea_of(hash));
        if (found.empty()) return std::nullopt;
        return nlohmann::json::parse(found[0][0].c_str()).get<plan_files>();
    });
}

}  // namespace pointsman::postgres
