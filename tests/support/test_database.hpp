#pragma once

#include <memory>
#include <pqxx/connection>
#include <string>
#include <vector>

namespace pointsman::support {

// The URL of a role that may make databases and roles, from POINTSMAN_TEST_DATABASE; throws
// std::runtime_error that says what to do when it is not set: tests never skip.
std::string test_cluster_url();

// A database of its own with the schema in it, dropped afterwards.
class test_database {
public:
    // In the cluster of `url`, migrated by `pointsman migrate`.
    test_database(const std::string& url, const std::string& pointsman_program);
    ~test_database();
    test_database(const test_database&) = delete;
    test_database& operator=(const test_database&) = delete;

    // Of the restricted role, for the server.
    const std::string& server_url() const { return server_url_; }

    // As the owner: the first column of all rows; of the first row ("" when there is none).
    std::vector<std::string> column(const std::string& sql);
    std::string value(const std::string& sql);

private:
    std::string cluster_url_;
    std::string name_;
    std::string server_url_;
    std::unique_ptr<pqxx::connection> owner_;
};

}  // namespace pointsman::support
