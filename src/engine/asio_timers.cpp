#include <pointsman/engine/asio_timers.hpp>

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <utility>

namespace pointsman::engine {
namespace {

class asio_alarm final : public alarm {
public:
    asio_alarm(const boost::asio::any_io_executor& executor, std::function<void()> ring)
        : timer_(executor), ring_(std::make_shared<std::function<void()>>(std::move(ring))) {}

    // The callback holds what it rings, so that the alarm may be destroyed from within.
    void set(base::steady_time at) override {
        timer_.expires_at(at);
        timer_.async_wait(
            [ring = std::weak_ptr(ring_)](const boost::system::error_code& cancelled) {
                if (cancelled) return;
                if (const auto alive = ring.lock()) (*alive)();
            });
    }

private:
    boost::asio::steady_timer timer_;
    std::shared_ptr<std::function<void()>> ring_;
};

class asio_timers final : public timers {
public:
    explicit asio_timers(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

    std::unique_ptr<alarm> make_alarm(std::function<void()> ring) override {
        return std::make_unique<asio_alarm>(executor_, std::move(ring));
    }

private:
    boost::asio::any_io_executor executor_;
};

}  // namespace

std::unique_ptr<timers> make_asio_timers(boost::asio::any_io_executor executor) {
    return std::make_unique<asio_timers>(std::move(executor));
}

}  // namespace pointsman::engine
