#pragma once

#include <pointsman/engine/ports.hpp>
#include <pointsman/engine/post_archive.hpp>
#include <pointsman/http/message.hpp>
#include <pointsman/plan/plan.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string_view>

namespace pointsman::http {

// What operators call about answers that came too late to count, on the admin listener:
//   GET /v1/admin/void?after=&limit=
//       {"void":[{"offer_id","kind":"void_accept"|"contradiction","said","told",...}...],
//        "next":OFFER_ID|null}, oldest lead first
// The key has been checked before.
class void_api {
public:
    // The plan in force, on the listener's thread.
    using current_plan = std::function<plan::snapshot_pointer()>;

    // `archive` outlives the api.
    void_api(boost::asio::any_io_executor executor, engine::post_archive& archive,
             current_plan plan);

    static bool takes(std::string_view path);

    boost::asio::awaitable<response> handle(request asked);

private:
    boost::asio::any_io_executor executor_;
    std::unique_ptr<engine::timers> timers_;
    engine::post_archive& archive_;
    current_plan plan_;
};

}  // namespace pointsman::http
