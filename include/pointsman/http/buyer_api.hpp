#pragma once

#include <pointsman/engine/back_office.hpp>
#include <pointsman/engine/serve_lead.hpp>
#include <pointsman/http/message.hpp>
#include <pointsman/http/seller_api.hpp>
#include <pointsman/plan/plan.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string_view>

namespace pointsman::http {

// What buyers call, on the sellers' listener and with a key of their own: POST /v1/returns. One per
// I/O thread.
class buyer_api {
public:
    // `with`, `office` and `counters`, the plans' own, outlive the api. `resell` is called on any
    // thread when a returned lead is to be sold again.
    buyer_api(engine::services& with, engine::back_office& office, cap::book& counters,
              std::function<void()> resell, seller_api::current_plan plan);

    // Whether it is a buyer's call, by its path.
    static bool takes(std::string_view path);

    // 200 with the return's status, 409 when it was there before, 422 when the contract does not
    // allow it, 404 for what was not sold to this buyer, 503 when nothing can be told now.
    boost::asio::awaitable<response> handle(request asked);

private:
    boost::asio::awaitable<response> give_back(request asked, plan::snapshot_pointer plan,
                                               const plan::buyer& from);

    engine::services& with_;
    engine::back_office& office_;
    cap::book& counters_;
    std::function<void()> resell_;
    seller_api::current_plan plan_;
};

}  // namespace pointsman::http
