#include "store_worker.hpp"

#include <algorithm>
#include <utility>

namespace pointsman::postgres {

namespace {

using engine::append_result;

// A call that hangs is cut after `stall`, the next one after twice that, up to this: a database
// that is merely slow must be able to finish in the end.
constexpr base::duration longest_patience = std::chrono::seconds(60);
constexpr base::duration longest_tick = std::chrono::milliseconds(100);

journal::line_limits limits_of(const store_settings& how) {
    return {how.queue_records, how.queue_bytes, how.batch_records, how.batch_bytes};
}

}  // namespace

connection_settings writer_connection(const store_settings& how) {
    return {"pointsman writer", how.connect_timeout, how.statement_timeout};
}

store::worker::worker(const store_settings& how, const base::clock& clock, store_watcher watcher,
                      std::unique_ptr<session> first_session, identity who)
    : how_(how),
      clock_(clock),
      watcher_(std::move(watcher)),
      who_(who),
      ids_(how.seed),
      delays_(how.first_delay, how.longest_delay, how.seed),
      session_(std::move(first_session)),
      line_(limits_of(how)),
      patience_(how.stall) {
    lifeline_.hold(session_->socket());
    writer_ = std::thread([this] { write_loop(); });
    watching_ = std::thread([this] { watch_loop(); });
}

store::worker::~worker() {
    stop(base::duration::zero());
}

void store::worker::append(journal::record&& entry, completion&& done) {
    {
        const std::lock_guard lock(mutex_);
        if (takes(entry) && line_.push(std::move(entry), std::move(done), clock_.now().steady)) {
            wake_writer_.notify_one();
            return;
        }
        ++counters_.refused;
    }
    // What the line refused is untouched. NOLINTNEXTLINE(bugprone-use-after-move)
    done(append_result::refused);
}

bool store::worker::takes(const journal::record& entry) const {
    if (stopping_ || fenced_) return false;
    return !stalled_ || !journal::is_submission(entry);
}

void store::worker::stop(base::duration limit) {
    const std::lock_guard only_one(stop_mutex_);
    {
        std::unique_lock lock(mutex_);
        stopping_ = true;
        wake_writer_.notify_all();
        writer_gone_.wait_for(lock, limit, [this] { return writer_ended_; });
        abandoned_ = true;
        wake_writer_.notify_all();
        wake_watcher_.notify_all();
        if (!writer_ended_) lifeline_.cut();
    }
    if (writer_.joinable()) writer_.join();
    if (watching_.joinable()) watching_.join();
}

store_counters store::worker::counters() const {
    const std::lock_guard lock(mutex_);
    store_counters now = counters_;
    now.queued = line_.size();
    now.oldest_age = oldest_age(clock_.now().steady);
    return now;
}

base::duration store::worker::oldest_age(base::steady_time now) const {
    auto oldest = line_.oldest();
    if (in_work_since_) oldest = std::min(oldest.value_or(*in_work_since_), *in_work_since_);
    return oldest ? std::max(base::duration::zero(), now - *oldest) : base::duration::zero();
}

void store::worker::watch_loop() {
    const auto tick = std::min(longest_tick, how_.stall / 8);
    std::unique_lock lock(mutex_);
    while (!wake_watcher_.wait_for(lock, tick, [this] { return abandoned_.load(); })) {
        lock.unlock();
        look_at_the_clock();
        lock.lock();
    }
}

void store::worker::look_at_the_clock() {
    bool hangs = false;
    bool newly_stalled = false;
    batch withdrawn;
    {
        const std::lock_guard lock(mutex_);
        const base::steady_time now = clock_.now().steady;
        if (busy_since_ && now - *busy_since_ > patience_) {
            hangs = true;
            busy_since_ = now;
            patience_ = std::min(2 * patience_, longest_patience);
        }
        if (!stalled_ && oldest_age(now) > how_.stall) {
            newly_stalled = stalled_ = true;
            withdrawn = line_.withdraw_submissions();
            wake_writer_.notify_one();  // to prove life, should it have nothing else to do
        }
    }
    if (hangs) lifeline_.cut();
    refuse_all(withdrawn);
    if (newly_stalled && watcher_.stalled) watcher_.stalled();
}

void store::worker::refuse_all(batch& records) {
    {
        const std::lock_guard lock(mutex_);
        counters_.refused += records.size();
    }
    for (line::item& each : records) each.mark(append_result::refused);
}

}  // namespace pointsman::postgres
