#include <pointsman/journal/json.hpp>

#include <utility>

#include "store_worker.hpp"

// The writer's half of store::worker.
namespace pointsman::postgres {

namespace {

using engine::append_result;

append_result result_of(journal::settlement how) {
    switch (how) {
        case journal::settlement::durable: return append_result::durable;
        case journal::settlement::poisoned: return append_result::poisoned;
        case journal::settlement::refused: return append_result::refused;
    }
    std::unreachable();
}

template <class Event>
bool is(const journal::event& what) {
    return std::holds_alternative<Event>(what);
}

}  // namespace

void store::worker::write_loop() {
    while (!is_over()) {
        batch records = next_batch();
        if (!records.empty())
            run(records);
        else if (stalled_ && !is_over())
            prove_life();
    }
    session_.reset();
    lifeline_.hold(-1);
    batch left;
    {
        const std::lock_guard lock(mutex_);
        left = line_.take_all();
        writer_ended_ = true;
    }
    refuse_all(left);
    writer_gone_.notify_all();
}

bool store::worker::is_over() const {
    const std::lock_guard lock(mutex_);
    return fenced_ || abandoned_ || (stopping_ && line_.empty());
}

// Waits for something to do; while stalled with nothing to write, only for a moment.
store::worker::batch store::worker::next_batch() {
    std::unique_lock lock(mutex_);
    const auto ready = [this] { return stopping_ || !line_.empty(); };
    if (stalled_)
        wake_writer_.wait_for(lock, how_.first_delay, ready);
    else
        wake_writer_.wait(lock, [&] { return ready() || stalled_; });
    in_work_since_ = line_.oldest();
    return line_.take_batch();
}

void store::worker::run(batch& records) {
    journal::batch_run run(
        records.size(), [this] { return ids_.next(clock_.now().wall); }, delays_);
    bool committed = false;
    for (journal::action next = run.start();
         !std::holds_alternative<journal::finished>(next) && !abandoned_;) {
        const journal::event came = perform(next, records);
        committed = committed || is<journal::committed>(came);
        next = run.resume(came);
        settle(records, run.take_settled());
    }
    // Only when stop ran out of time is anything left.
    std::erase_if(records, [](const line::item& each) { return each.mark == nullptr; });
    refuse_all(records);
    batch_is_over(committed);
}

// A stall whose records have all been withdrawn must end by itself: an empty batch shows that
// commits work again.
void store::worker::prove_life() {
    const journal::event came = session_ ? in_database([this](session& to) {
        return to.write(ids_.next(clock_.now().wall), {});
    })
                                         : reconnect(delays_.next());
    if (is<journal::committed>(came)) delays_.reset();
    batch_is_over(is<journal::committed>(came));
}

journal::event store::worker::perform(const journal::action& what, const batch& records) {
    if (const auto* again = std::get_if<journal::reconnect>(&what)) return reconnect(again->after);
    return in_database([&](session& to) -> journal::event {
        if (const auto* some = std::get_if<journal::execute>(&what)) {
            std::vector<const journal::record*> part;
            for (std::size_t i = 0; i < some->count; ++i)
                part.push_back(&records[some->first + i].entry);
            return to.write(some->batch, part);
        }
        if (const auto* one = std::get_if<journal::set_aside>(&what)) {
            poison_ = one->why;
            return to.set_aside(one->batch, records[one->index].entry, one->why);
        }
        return to.look_up(std::get<journal::look_up>(what).batch);
    });
}

journal::event store::worker::in_database(const std::function<journal::event(session&)>& call) {
    if (!session_) return journal::failed{};
    {
        const std::lock_guard lock(mutex_);
        busy_since_ = clock_.now().steady;
    }
    session_->keep_claim();
    const journal::event came = call(*session_);
    {
        const std::lock_guard lock(mutex_);
        busy_since_.reset();
        if (is<journal::committed>(came)) ++counters_.commits;
        if (is<journal::fenced>(came)) fenced_ = true;
    }
    if (is<journal::fenced>(came) && watcher_.fenced) watcher_.fenced();
    if (is<journal::failed>(came) || is<journal::in_doubt>(came)) drop_session(session_->trouble());
    return came;
}

void store::worker::drop_session(const std::string& why) {
    if (watcher_.connection_lost) watcher_.connection_lost(why);
    lifeline_.hold(-1);
    session_.reset();
}

journal::event store::worker::reconnect(base::duration after) {
    if (session_) drop_session(session_->trouble());
    {
        std::unique_lock lock(mutex_);
        wake_writer_.wait_for(lock, after, [this] { return abandoned_.load(); });
    }
    if (abandoned_) return journal::failed{};
    try {
        session_ = std::make_unique<session>(connect(how_.url, writer_connection(how_)), who_);
    } catch (const std::exception& error) {
        if (watcher_.connection_lost) watcher_.connection_lost(message_of(error));
        return journal::failed{};
    }
    lifeline_.hold(session_->socket());
    const std::lock_guard lock(mutex_);
    ++counters_.reconnects;
    return journal::connected{};
}

void store::worker::settle(batch& records, const std::vector<journal::settled>& how) {
    if (how.empty()) return;
    {
        const std::lock_guard lock(mutex_);
        for (const journal::settled& each : how) {
            counters_.durable += each.how == journal::settlement::durable ? 1 : 0;
            counters_.poisoned += each.how == journal::settlement::poisoned ? 1 : 0;
            counters_.refused += each.how == journal::settlement::refused ? 1 : 0;
        }
    }
    for (const journal::settled& each : how) {
        line::item& one = records[each.index];
        if (each.how == journal::settlement::poisoned) report_poison(one.entry);
        std::exchange(one.mark, nullptr)(result_of(each.how));
    }
}

void store::worker::report_poison(const journal::record& entry) {
    if (watcher_.poisoned)
        watcher_.poisoned(std::string(journal::kind_of(entry)), journal::lead_of(entry),
                          poison_.sqlstate, poison_.message);
}

void store::worker::batch_is_over(bool committed) {
    bool recovered = false;
    {
        const std::lock_guard lock(mutex_);
        in_work_since_.reset();
        if (committed) {
            patience_ = how_.stall;
            recovered = stalled_ && oldest_age(clock_.now().steady) <= how_.stall;
            if (recovered) stalled_ = false;
        }
    }
    if (recovered && watcher_.recovered) watcher_.recovered();
}

}  // namespace pointsman::postgres
