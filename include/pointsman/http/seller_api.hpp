#pragma once

#include <pointsman/engine/serve_lead.hpp>
#include <pointsman/http/message.hpp>
#include <pointsman/plan/plan.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace pointsman::http {

// What sellers call (design section 5): POST /v1/direct and GET /v1/leads/{lead_id}. One per I/O
// thread.
class seller_api {
public:
    // The plan of this thread at this moment; a lead keeps the one it started with.
    using current_plan = std::function<plan::snapshot_pointer()>;

    // `with` outlives the api.
    seller_api(engine::services& with, current_plan plan);

    // Every answer that is no lead's is problem+json: 401 unknown key, 404 unknown path, 405 with
    // Allow, 415.
    boost::asio::awaitable<response> handle(request asked);

private:
    boost::asio::awaitable<response> direct(request asked, plan::snapshot_pointer plan,
                                            const plan::seller& from);
    boost::asio::awaitable<response> find_lead(request asked, plan::snapshot_pointer plan,
                                               const plan::seller& from);

    engine::services& with_;
    current_plan plan_;
};

}  // namespace pointsman::http
