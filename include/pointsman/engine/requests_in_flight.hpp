#pragma once

#include <pointsman/engine/served.hpp>
#include <pointsman/intake/idempotency.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pointsman::engine {

class requests_in_flight;

// The duty of whoever serves a request first: to answer its copies. Ends with the object; copies
// that were never answered then hear 503. Movable only.
class running_request {
public:
    running_request() = default;

    running_request(requests_in_flight& all, std::string name)
        : all_(&all), name_(std::move(name)) {}

    running_request(running_request&& other) noexcept
        : all_(std::exchange(other.all_, nullptr)), name_(std::move(other.name_)) {}

    running_request& operator=(running_request&& other) noexcept;

    ~running_request() { end(); }

    // What the seller was told: those waiting hear the same now, and those who come before the end
    // at once.
    void answer(const served& told);

    // From here on the database knows the request, or nobody does and it may come again.
    void end();

private:
    requests_in_flight* all_ = nullptr;
    std::string name_;
};

// Requests that are being served, so that a copy that comes meanwhile waits for the one answer
// instead of walking. Shared by all I/O threads. It outlives the running requests.
class requests_in_flight {
public:
    struct first {
        running_request duty;
    };

    struct copy {};  // `tell` is called when there is an answer, perhaps within join

    struct other_body {};  // the key stands for another request

    using joined = std::variant<first, copy, other_body>;

    // `tell` is kept only for a copy; it may be called on any thread and must not block.
    joined join(const intake::request_identity& who, std::function<void(const served&)> tell);

    // Forgets them all without telling anybody, for good: to be called before the event loops that
    // the copies wait on are taken down.
    void drop();

    std::size_t size() const;

private:
    friend class running_request;

    struct entry {
        base::digest body{};
        std::optional<served> told;
        std::vector<std::function<void(const served&)>> waiting;
    };

    void answer(const std::string& name, const served& told);
    void end(const std::string& name);

    mutable std::mutex mutex_;
    std::map<std::string, entry> running_;  // by seller and key
};

}  // namespace pointsman::engine
