#pragma once

#include <pointsman/base/result.hpp>

#include <pqxx/transaction>
#include <string>

#include "connection.hpp"

namespace pointsman::postgres {

// Runs `work` in a transaction of a connection of its own. Blocks; the error is what PostgreSQL
// said.
template <class Work>
auto in_own_transaction(const std::string& url, Work work)
    -> base::result<decltype(work(std::declval<pqxx::work&>())), std::string> {
    constexpr base::duration a_start_may_take = std::chrono::seconds(60);
    try {
        const auto connection =
            connect(url, {.application = "pointsman start", .statement_timeout = a_start_may_take});
        pqxx::work transaction(*connection);
        if constexpr (std::is_void_v<decltype(work(transaction))>) {
            work(transaction);
            transaction.commit();
            return {};
        } else {
            auto answer = work(transaction);
            transaction.commit();
            return answer;
        }
    } catch (const std::exception& error) {
        return base::failure(message_of(error));
    }
}

}  // namespace pointsman::postgres
