#pragma once

#include <pointsman/engine/post_archive.hpp>
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
    // `with` and `archive` outlive the api.
    webhook_api(engine::services& with, engine::post_archive& archive,
                seller_api::current_plan plan);

    static bool takes(std::string_view path);

    // 204 settled, or known before; 401 not signed by this buyer; 409 it is void, or was settled
    // the other way (both are written down before), or is being settled at this moment; 404 no such
    // post is known (yet): to be sent again; 422 not understood; 503 it could not be written down:
    // to be sent again.
    boost::asio::awaitable<response> handle(request asked);

private:
    boost::asio::awaitable<response> settle(std::string buyer, std::string body);
    boost::asio::awaitable<response> look_back(std::string buyer, std::string offer_id,
                                               engine::settlement said);
    boost::asio::awaitable<bool> note(engine::unknown_post post, journal::void_answer what);

    engine::services& with_;
    engine::post_archive& archive_;
    seller_api::current_plan plan_;
};

}  // namespace pointsman::http
