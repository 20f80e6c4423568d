#pragma once

#include "market_files.hpp"

#include <support/http_client.hpp>
#include <support/server_process.hpp>
#include <support/stub_buyers.hpp>
#include <support/temp_folder.hpp>
#include <support/test_database.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace pointsman::integration {

// A request for the sellers' port.
std::string lead_request(const nlohmann::json& lead, const std::string& key = acme_key);

// What buyers sign their webhooks with, for a file in the folder.
inline constexpr const char* webhook_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

// A whole market: a configuration folder with the two sellers, the vertical and the tree, a
// database of its own, stub buyers, and the real server on top of them once a test starts it.
class market : public testing::Test {
protected:
    explicit market(const std::string& cluster_url = support::test_cluster_url());

    // The server, if it still runs, must end well: with exit code 0, so without a sanitizer's
    // complaint.
    void TearDown() override;

    // Adds, or replaces, a buyer in the folder; its port is that of the stubs unless it is given.
    void add_buyer(buyer_setup how);

    void add_buyer(const std::string& name) { add_buyer(buyer_setup{.name = name}); }

    void start();
    void stop();  // gracefully
    void kill();

    support::http_answer post(const nlohmann::json& lead, const std::string& key = acme_key) const;
    support::http_answer get_lead(const std::string& id, const std::string& key = acme_key) const;
    support::http_answer ask_admin(const std::string& method, const std::string& path,
                                   const std::string& key = admin_key,
                                   const nlohmann::json& body = nullptr) const;

    // An outcome that the buyer signs with webhook_secret.
    support::http_answer tell_outcome(const std::string& buyer, const nlohmann::json& what) const;

    // Posts a good lead, which must be answered; its answer as JSON.
    nlohmann::json sell() const;

    // Why each candidate of a lead ended as it did, by order.
    std::map<std::string, std::string> reasons_of(const std::string& lead_id);
    std::size_t count(const std::string& table);

    // No buyer has a lead that we do not know of, and none was sent it twice.
    void expect_posts_are_known();

    support::server_process& server() const { return *server_; }

    support::temp_folder folder_;
    support::test_database database_;
    support::stub_buyers buyers_;

private:
    std::unique_ptr<support::server_process> server_;
};

}  // namespace pointsman::integration
