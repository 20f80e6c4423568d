#include "claim.hpp"

#include <algorithm>
#include <pqxx/nontransaction>
#include <thread>

namespace pointsman::postgres {

namespace {

constexpr base::duration pause_between_tries = std::chrono::milliseconds(50);

}  // namespace

bool try_claim(pqxx::connection& connection) {
    return pqxx::nontransaction(connection)
        .exec1("select pg_try_advisory_lock(hashtext('pointsman server')::bigint)")[0]
        .as<bool>();
}

bool claim(pqxx::connection& connection, base::duration wait) {
    for (base::duration waited{}; !try_claim(connection); waited += pause_between_tries) {
        if (waited >= wait) return false;
        std::this_thread::sleep_for(pause_between_tries);
    }
    return true;
}

}  // namespace pointsman::postgres
