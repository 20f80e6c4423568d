#pragma once

#include <pointsman/engine/ports.hpp>
#include <pointsman/postgres/reader.hpp>
#include <pointsman/postgres/store.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <pqxx/connection>
#include <pqxx/transaction>
#include <string>
#include <thread>

namespace pointsman::postgres::test {

// A migrated database of its own for each test, dropped afterwards.
class test_database : public testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;

    const std::string& owner_url() const { return owner_url_; }

    const std::string& server_url() const { return server_url_; }

    // As the owner.
    std::string value(
        const std::string& sql);  // the first column of the first row; "" when there is none
    std::string as_server(
        const std::string& sql);  // the SQLSTATE that the server's role gets, "" for success

    store_settings settings() const;
    std::unique_ptr<store> open_store();
    std::unique_ptr<store> open_store(const store_settings& how, store_watcher watcher = {});

    // Ends all sessions of the server's role.
    void kill_backends();

    // Whether the database takes new sessions.
    void allow_connections(bool allowed);

    timeline timeline_of(const base::lead_id& id);

    base::system_clock clock_;

private:
    std::string name_;
    std::string owner_url_;
    std::string server_url_;
    std::unique_ptr<pqxx::connection> owner_;
};

// A session of the owner's that keeps everybody else from writing to a table until it lets go.
class table_lock {
public:
    table_lock(const std::string& owner_url, const std::string& table);

    void release() { transaction_.abort(); }

private:
    pqxx::connection connection_;
    pqxx::work transaction_;
};

// The result of one append, to wait for.
class pending_append {
public:
    pending_append(store& to, journal::record entry);

    // Fails the test when nothing comes for half a minute.
    engine::append_result result();
    bool has_come(std::chrono::milliseconds within);

private:
    std::future<engine::append_result> future_;
};

// Waits up to half a minute for something that other threads bring about.
template <class Condition>
bool eventually(Condition condition) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > give_up) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

}  // namespace pointsman::postgres::test
