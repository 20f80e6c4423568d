#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/engine/unknown_posts.hpp>
#include <pointsman/http/message.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace pointsman::http {

// What operators call about posts whose answer is unknown, on the admin listener:
//   GET  /v1/admin/unknown?after=&limit=
//        {"unknown":[{"offer_id","lead_id","order",...}...],"next":OFFER_ID|null}, oldest first
//   POST /v1/admin/unknown/{offer_id}  {"settle_as":"sold"|"rejected","reference","note"}
// The key has been checked before.
class unknown_api {
public:
    // `unknown` and `clock` outlive the api.
    unknown_api(boost::asio::any_io_executor executor, engine::unknown_posts& unknown,
                const base::clock& clock);

    static bool knows(const request& asked);

    boost::asio::awaitable<response> handle(request asked);

private:
    response list(const std::string& query) const;
    boost::asio::awaitable<response> settle(std::string offer_id, std::string body);

    boost::asio::any_io_executor executor_;
    std::unique_ptr<engine::timers> timers_;
    engine::unknown_posts& unknown_;
    const base::clock& clock_;
};

}  // namespace pointsman::http
