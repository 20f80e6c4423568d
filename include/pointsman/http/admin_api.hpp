#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/engine/lookup.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/http/message.hpp>
#include <pointsman/http/office_api.hpp>
#include <pointsman/http/override_api.hpp>
#include <pointsman/http/unknown_api.hpp>
#include <pointsman/http/void_api.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pointsman::http {

// What the server offers its operators. Called on the admin listener's thread; must not block.
struct admin_operations {
    std::function<bool()> ready;           // takes leads: database there, not stopping
    std::function<std::string()> metrics;  // Prometheus text format
    // Compiles the configuration anew: a summary as JSON, or every problem with file:line:column as
    // JSON.
    std::function<void(std::function<void(base::result<std::string, std::string>)>)> reload;
};

// The parts of the operators' API that have a class of their own. Null: not offered.
struct admin_parts {
    unknown_api* unknown = nullptr;
    office_api* office = nullptr;
    void_api* voids = nullptr;
    override_api* overrides = nullptr;
};

// What operators call, on a listener of its own: /healthz, /readyz and /metrics without a key, the
// rest with one.
class admin_api {
public:
    // `past` and the parts outlive the api.
    admin_api(boost::asio::any_io_executor executor, std::vector<base::digest> keys,
              engine::lookup& past, admin_operations operations, admin_parts parts = {});

    boost::asio::awaitable<response> handle(request asked);

private:
    boost::asio::awaitable<response> with_key(request asked);
    boost::asio::awaitable<response> timeline(std::string lead_id);
    boost::asio::awaitable<response> reload();
    bool knows_key(const request& asked) const;

    boost::asio::any_io_executor executor_;
    std::unique_ptr<engine::timers> timers_;
    std::vector<base::digest> keys_;
    engine::lookup& past_;
    admin_operations operations_;
    admin_parts parts_;
};

}  // namespace pointsman::http
