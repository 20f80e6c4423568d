#pragma once

#include <pointsman/engine/serve_lead.hpp>
#include <pointsman/http/message.hpp>
#include <pointsman/http/seller_api.hpp>

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>

namespace pointsman::http {

// How buyers tell late what became of a post whose answer we did not understand, on the sellers'
// listener: POST /v1/buyers/{buyer}/outcomes, signed as Standard Webhooks has it, with
// {"offer_id","result":"accepted"|"rejected","reference","reason"}. One per I/O thread.
class webhook_api {
public:
    // `with` outlives the api.
    webhook_api(engine::services& with, seller_api::current_plan plan);

    static bool takes(std::string_view path);

    // 204 settled, or settled this way before; 401 not signed by this buyer; 409 settled the other
    // way, or at this moment; 404 no such post is open (yet): to be sent again; 422 not understood;
    // 503 it could not be written down: to be sent again.
    boost::asio::awaitable<response> handle(request asked);

private:
    boost::asio::awaitable<response> settle(std::string buyer, std::string body);

    engine::services& with_;
    seller_api::current_plan plan_;
};

}  // namespace pointsman::http
