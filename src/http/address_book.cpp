#include <pointsman/base/bounded_queue.hpp>
#include <pointsman/http/address_book.hpp>
#include <pointsman/http/address_rules.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>

namespace pointsman::http {

namespace {

using refused = base::failure<std::string>;

const base::system_clock operating_system_clock;

std::optional<std::string> first_refusal(const addresses& found,
                                         const std::vector<plan::network>& private_networks) {
    for (const auto& address : found) {
        if (auto why = address_refusal(address, private_networks)) return why;
    }
    return std::nullopt;
}

struct known_name {
    std::optional<resolution> last;
    base::steady_time resolved_at;  // when `last` was got, if it is a success
    base::steady_time refresh_at;
    base::steady_time good_until;
    base::steady_time used_at;
    bool being_asked = false;
    std::vector<std::function<void(resolution)>> waiting;
};

}  // namespace

class address_book::state {
public:
    state(std::vector<plan::network> private_networks, base::duration ttl, name_resolver ask,
          const base::clock& clock)
        : private_networks_(std::move(private_networks)),
          ttl_(ttl),
          ask_(std::move(ask)),
          clock_(clock) {
        for (std::size_t i = 0; i < resolver_threads; ++i) {
            threads_.emplace_back([this] { work(); });
        }
    }

    ~state() {
        stopping_ = true;
        to_ask_.close();
        for (auto& thread : threads_) thread.join();
    }

    std::optional<resolution> known(const std::string& host) {
        if (auto literal = judge_literal(host)) return literal;
        const std::lock_guard lock(mutex_);
        return known_locked(host, now());
    }

    void resolve(const std::string& host, std::function<void(resolution)> done) {
        auto answer = judge_literal(host);
        if (!answer) {
            const std::lock_guard lock(mutex_);
            answer = known_locked(host, now());
            if (!answer) answer = wait_locked(host, done);
        }
        if (answer) done(*std::move(answer));
    }

private:
    base::steady_time now() const { return clock_.now().steady; }

    std::optional<resolution> judge_literal(const std::string& host) const {
        boost::system::error_code is_name;
        const auto address = boost::asio::ip::make_address(host, is_name);
        if (is_name) return std::nullopt;
        if (auto why = address_refusal(address, private_networks_)) return refused(*std::move(why));
        return addresses{address};
    }

    std::optional<resolution> known_locked(const std::string& host, base::steady_time at) {
        const auto found = names_.find(host);
        if (found == names_.end() || !found->second.last) return std::nullopt;
        auto& name = found->second;
        name.used_at = at;
        if (at >= name.refresh_at) request_locked(host, name);
        if (at >= name.good_until) return std::nullopt;
        return name.last;
    }

    // A failure, or nothing when `done` was put on the list of those who wait.
    std::optional<resolution> wait_locked(const std::string& host,
                                          std::function<void(resolution)>& done) {
        if (!names_.contains(host) && !make_room_locked()) {
            return refused("too many names are being looked up");
        }
        auto& name = names_[host];
        name.used_at = now();
        if (!request_locked(host, name)) return refused("too many names are being looked up");
        name.waiting.push_back(std::move(done));
        return std::nullopt;
    }

    bool request_locked(const std::string& host, known_name& name) {
        if (!name.being_asked) name.being_asked = to_ask_.try_push(std::string(host));
        return name.being_asked;
    }

    bool make_room_locked() {
        if (names_.size() < max_names) return true;
        auto oldest = names_.end();
        for (auto each = names_.begin(); each != names_.end(); ++each) {
            if (each->second.being_asked) continue;
            if (oldest == names_.end() || each->second.used_at < oldest->second.used_at) {
                oldest = each;
            }
        }
        if (oldest == names_.end()) return false;
        names_.erase(oldest);
        return true;
    }

    void work() {
        while (true) {
            const auto next = to_ask_.pop_up_to(1);
            if (next.empty() || stopping_) return;
            settle(next.front(), ask(next.front()));
        }
    }

    resolution ask(const std::string& host) const {
        try {
            return ask_(host);
        } catch (const std::exception& error) {
            return refused(fmt::format("cannot find {}: {}", host, error.what()));
        }
    }

    void settle(const std::string& host, resolution found) {
        std::vector<std::function<void(resolution)>> waiting;
        {
            const std::lock_guard lock(mutex_);
            auto& name = names_[host];
            name.being_asked = false;
            remember(host, name, std::move(found));
            found = *name.last;
            waiting.swap(name.waiting);
        }
        for (auto& done : waiting) done(found);
    }

    void remember(const std::string& host, known_name& name, resolution found) const {
        const auto at = now();
        const bool usable_still =
            name.last && name.last->has_value() && at < name.resolved_at + max_stale;
        name.refresh_at = at + retry_after;
        name.good_until = at + retry_after;
        if (!found && usable_still) {
            name.good_until = std::min(at + ttl_, name.resolved_at + max_stale);
            return;
        }
        if (found) {
            if (auto why = first_refusal(*found, private_networks_)) {
                found = refused(fmt::format("{} may not be called: {}", host, *why));
            } else {
                name.resolved_at = at;
                name.refresh_at = at + ttl_ / 2;
                name.good_until = at + ttl_;
            }
        }
        name.last = std::move(found);
    }

    const std::vector<plan::network> private_networks_;
    const base::duration ttl_;
    const name_resolver ask_;
    const base::clock& clock_;
    std::mutex mutex_;
    std::unordered_map<std::string, known_name> names_;
    base::bounded_queue<std::string> to_ask_{max_names};
    std::atomic<bool> stopping_ = false;
    std::vector<std::thread> threads_;
};

address_book::address_book(std::vector<plan::network> private_networks, base::duration ttl,
                           name_resolver resolve, const base::clock& clock)
    : state_(std::make_unique<state>(std::move(private_networks), ttl, std::move(resolve), clock)) {
}

address_book::address_book(const plan::settings& settings)
    : address_book(settings.private_networks, settings.limits.address_ttl, system_resolver(),
                   operating_system_clock) {}

address_book::~address_book() = default;

std::optional<resolution> address_book::known(const std::string& host) {
    return state_->known(host);
}

void address_book::resolve(const std::string& host, std::function<void(resolution)> done) {
    state_->resolve(host, std::move(done));
}

}  // namespace pointsman::http
