#include <pointsman/postgres/overrides.hpp>

#include "blocking.hpp"
#include "override_rows.hpp"

namespace pointsman::postgres {

base::result<std::vector<plan::standing_override>, std::string> load_overrides(
    const std::string& url, base::wall_time now) {
    return in_own_transaction(
        url, [&](pqxx::work& transaction) { return overrides_ahead(transaction, now); });
}

}  // namespace pointsman::postgres
