#pragma once

#include <pointsman/base/time.hpp>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <pqxx/connection>
#include <string>
#include <thread>

namespace pointsman::postgres {

// Makes the partitions of today and the coming days where they are missing. Throws pqxx::failure.
void ensure_partitions(pqxx::connection& connection, int days_ahead);

// Sees to it every hour, on a thread and with short-lived connections of its own.
class housekeeper {
public:
    housekeeper(std::string url, int days_ahead, std::function<void(const std::string&)> failed);
    housekeeper(const housekeeper&) = delete;
    housekeeper& operator=(const housekeeper&) = delete;
    ~housekeeper();

private:
    void keep_house();

    std::string url_;
    int days_ahead_;
    std::function<void(const std::string&)> failed_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace pointsman::postgres
