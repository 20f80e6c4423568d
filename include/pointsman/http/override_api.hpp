#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/base/strict_json.hpp>
#include <pointsman/engine/back_office.hpp>
#include <pointsman/engine/override_board.hpp>
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

// What operators call about overrides, on the admin listener:
//   POST /v1/admin/overrides           makes one (intake::read_override)
//   GET  /v1/admin/overrides           {"overrides":[...],"next"}, the latest made first
//   POST /v1/admin/overrides/{id}/end  {"by","reason"}
// What is answered with 200 is durable and counts for every lead that comes from then on. The key
// was checked before.
class override_api {
public:
    // The plan in force, on the listener's thread.
    using current_plan = std::function<plan::snapshot_pointer()>;

    // Everything outlives the api; the board outlives the office.
    override_api(boost::asio::any_io_executor executor, engine::back_office& office,
                 engine::override_board& board, base::uuid_source& ids, const base::clock& clock,
                 current_plan plan, const base::json_limits& limits);

    static bool takes(std::string_view path);

    boost::asio::awaitable<response> handle(request asked);

private:
    boost::asio::awaitable<response> list(std::string query);
    boost::asio::awaitable<response> make(std::string body);
    boost::asio::awaitable<response> end(std::string id, std::string body);

    // What the office stored is put up before anybody hears of it.
    engine::back_office::callback<engine::override_answer> putting_up(
        engine::back_office::callback<engine::override_answer> done) const;

    boost::asio::any_io_executor executor_;
    std::unique_ptr<engine::timers> timers_;
    engine::back_office& office_;
    engine::override_board& board_;
    base::uuid_source& ids_;
    const base::clock& clock_;
    current_plan plan_;
    base::json_limits limits_;
};

}  // namespace pointsman::http
