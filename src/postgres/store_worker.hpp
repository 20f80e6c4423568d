#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/journal/back_off.hpp>
#include <pointsman/journal/batch_run.hpp>
#include <pointsman/journal/waiting_line.hpp>
#include <pointsman/postgres/store.hpp>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "connection.hpp"
#include "lifeline.hpp"
#include "session.hpp"

namespace pointsman::postgres {

connection_settings writer_connection(const store_settings& how);

// The two threads behind a store. The writer takes batches from the line and drives each batch_run
// to its end; the watcher looks at the age of what waits. `mutex_` guards what they and the callers
// share; the session, the delays and the batch in the works belong to the writer alone.
class store::worker {
public:
    worker(const store_settings& how, const base::clock& clock, store_watcher watcher,
           std::unique_ptr<session> first_session, identity who);
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;
    ~worker();

    using completion = std::function<void(engine::append_result)>;

    void append(journal::record&& entry, completion&& done);

    bool available() const { return !stalled_ && !fenced_; }

    void stop(base::duration limit);
    store_counters counters() const;

    identity who() const { return who_; }

private:
    using line = journal::waiting_line<completion>;
    using batch = std::vector<line::item>;

    // On the writer's thread (store_writer.cpp).
    void write_loop();
    bool is_over() const;
    batch next_batch();
    void run(batch& records);
    void prove_life();
    journal::event perform(const journal::action& what, const batch& records);
    journal::event in_database(const std::function<journal::event(session&)>& call);
    journal::event reconnect(base::duration after);
    void drop_session(const std::string& why);
    void settle(batch& records, const std::vector<journal::settled>& how);
    void report_poison(const journal::record& entry);
    void batch_is_over(bool committed);
    void refuse_all(batch& records);

    // On the watcher's thread.
    void watch_loop();
    void look_at_the_clock();

    // With mutex_ held.
    base::duration oldest_age(base::steady_time now) const;
    bool takes(const journal::record& entry) const;

    const store_settings how_;
    const base::clock& clock_;
    const store_watcher watcher_;
    const identity who_;
    base::uuid_source ids_;
    journal::back_off delays_;
    std::unique_ptr<session> session_;  // null while there is no connection
    journal::data_error poison_;        // of the record being set aside
    lifeline lifeline_;

    mutable std::mutex mutex_;
    std::condition_variable wake_writer_;
    std::condition_variable wake_watcher_;
    std::condition_variable writer_gone_;
    line line_;
    std::optional<base::steady_time>
        in_work_since_;                            // of the oldest record of the batch in the works
    std::optional<base::steady_time> busy_since_;  // the writer is inside a database call
    base::duration patience_;                      // how long such a call may take
    store_counters counters_;
    bool stopping_ = false;
    bool writer_ended_ = false;
    std::atomic<bool> stalled_ = false;
    std::atomic<bool> fenced_ = false;
    std::atomic<bool> abandoned_ = false;  // stop's limit is over

    std::mutex stop_mutex_;
    std::thread writer_;
    std::thread watching_;
};

}  // namespace pointsman::postgres
