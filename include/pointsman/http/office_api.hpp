#pragma once

#include <pointsman/base/strict_json.hpp>
#include <pointsman/engine/back_office.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/http/message.hpp>
#include <pointsman/plan/plan.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace pointsman::http {

// What operators call about money and persons, on the admin listener: returns, deposits, balances,
// statements and erasures. The key was checked before.
class office_api {
public:
    // The plan in force, on the listener's thread.
    using current_plan = std::function<plan::snapshot_pointer()>;

    // `office` and `counters`, the plans' own, outlive the api. `resell` is called on any thread
    // when a returned lead is to be sold again.
    office_api(boost::asio::any_io_executor executor, engine::back_office& office,
               cap::book& counters, std::function<void()> resell, current_plan plan,
               const base::json_limits& limits);

    // Whether it is one of these calls, by its path.
    static bool takes(std::string_view path);

    boost::asio::awaitable<response> handle(request asked);

private:
    boost::asio::awaitable<response> list_returns();
    boost::asio::awaitable<response> decide_return(std::string lead_id, std::string body);
    boost::asio::awaitable<response> deposit(std::string body);
    boost::asio::awaitable<response> statement(std::string query);
    boost::asio::awaitable<response> erase(std::string body);

    boost::asio::any_io_executor executor_;
    std::unique_ptr<engine::timers> timers_;
    engine::back_office& office_;
    cap::book& counters_;
    std::function<void()> resell_;
    current_plan plan_;
    base::json_limits limits_;
};

}  // namespace pointsman::http
