#pragma once

#include <nlohmann/json.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace pointsman::integration {

// What one client saw of one lead. `status` 0: the connection broke before there was an answer.
struct sent_lead {
    std::chrono::steady_clock::time_point sent;
    std::chrono::milliseconds elapsed{0};
    int status = 0;
    bool retry_after = false;
    nlohmann::json answer;  // null when there was none
};

// Some clients that post good leads as fast as they are answered, each over one connection as long
// as that lasts. A client ends when it cannot connect, when all have been told to stop, or after
// its share of leads.
class traffic {
public:
    static constexpr std::size_t endless = SIZE_MAX;

    traffic(std::uint16_t port, std::size_t clients, std::size_t leads_each = endless);
    ~traffic();

    // Waits for all clients to end.
    void finish();
    void stop();

    std::size_t answered() const { return answered_; }

    // Those of all clients so far, in no order.
    std::vector<sent_lead> sent() const;

private:
    void work(std::uint16_t port, std::size_t leads);
    void note(sent_lead one);

    std::atomic<bool> stopping_ = false;
    std::atomic<std::size_t> answered_ = 0;
    mutable std::mutex guard_;
    std::vector<sent_lead> sent_;
    std::vector<std::thread> clients_;
};

}  // namespace pointsman::integration
