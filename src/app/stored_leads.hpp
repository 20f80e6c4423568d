#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/engine/lookup.hpp>
#include <pointsman/postgres/reader.hpp>

#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>
#include <string>

namespace pointsman::app {

// What PostgreSQL knows of leads, unsealed with the master key: the engine's lookup on the store's
// reader.
class stored_leads final : public engine::lookup {
public:
    stored_leads(const std::string& url, const base::secret_key& master_key);

    void find_answer(const std::string& seller, base::lead_id id,
                     std::function<void(engine::looked_up)> done) override;
    void find_timeline(base::lead_id id, std::function<void(engine::looked_up)> done) override;

private:
    std::string url_;
    base::secret_key master_key_;
    boost::asio::thread_pool explaining_{1};  // compiling a stored plan takes a while
    postgres::reader reader_;
};

}  // namespace pointsman::app
