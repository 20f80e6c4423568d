#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/plan/settings.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace pointsman::postgres {

class housekeeper;

struct store_settings {
    std::string url;            // of the restricted role pointsman_server
    std::string node = "main";  // which server this is
    std::size_t queue_records = 20'000;
    std::size_t queue_bytes = std::size_t{256} << 20;
    std::size_t batch_records = 512;
    std::size_t batch_bytes = std::size_t{4} << 20;
    base::duration stall = std::chrono::seconds(2);            // journal_stall
    base::duration connect_timeout = std::chrono::seconds(2);  // whole seconds, at least 2 (libpq)
    base::duration statement_timeout = std::chrono::seconds(10);  // enforced by PostgreSQL
    base::duration claim_wait =
        std::chrono::seconds(3);  // for the lock of a server that has just died to fall open
    base::duration first_delay =
        std::chrono::milliseconds(20);  // between tries to reconnect; doubled, with jitter,
    base::duration longest_delay = std::chrono::seconds(1);  // up to this
    int partition_days = 7;  // how many days ahead partitions are made
    std::uint64_t seed = 1;  // of jitter and batch ids
};

store_settings settings_of(const plan::settings& from);

struct open_failure {
    enum class kind {
        unreachable,   // no connection, or not with this role
        not_migrated,  // the schema is missing, older or newer than this program's
        in_use,        // another live server holds this database
    };
    kind why = kind::unreachable;
    std::string what;
};

// What the operator should hear of. Called on the store's threads, never with a lock held; must not
// block for long.
struct store_watcher {
    std::function<void(const std::string& what)> connection_lost;
    std::function<void()> stalled;    // available() has become false
    std::function<void()> recovered;  // and true again
    std::function<void(const std::string& kind, base::lead_id id, const std::string& sqlstate,
                       const std::string& what)>
        poisoned;
    std::function<void()> fenced;  // another server took over: nothing will ever be written again
    std::function<void(const std::string& what)> partitions_failed;
};

// Since the store was opened.
struct store_counters {
    std::uint64_t durable = 0;   // records
    std::uint64_t refused = 0;   // records
    std::uint64_t poisoned = 0;  // records
    std::uint64_t commits = 0;   // batches
    std::uint64_t reconnects = 0;
    std::size_t queued = 0;       // records right now, the batch in the works not counted
    base::duration oldest_age{};  // of the oldest record not yet committed; zero when there is none
};

// The journal in PostgreSQL. One writer thread owns the connection: what queued up during the last
// commit goes into the next (group commit; the notes measured it at ten times the rate of a
// transaction per lead). libpqxx blocks, so a second thread watches the writer and shuts a hung
// connection's socket down: neither statement_timeout nor TCP timeouts free a call that waits on a
// Unix socket of a stopped PostgreSQL.
//
// `done` of append is called on the writer's thread once the commit is settled; on the watching
// thread when a stall withdraws a submission (received, refused) that had not been sent yet; within
// append itself when the record is refused at once: queue full, stalled and a submission, fenced,
// or stopped. It must not block or throw.
class store final : public engine::store {
public:
    // Connects, takes the database's lock (a second live server is refused), makes the coming days'
    // partitions and begins a new epoch of the node. Blocks for up to connect_timeout + claim_wait.
    // `clock` outlives the store.
    static base::result<std::unique_ptr<store>, open_failure> open(const store_settings& how,
                                                                   const base::clock& clock,
                                                                   store_watcher watcher = {});

    store(const store&) = delete;
    store& operator=(const store&) = delete;

    // Stops without waiting for what is queued.
    ~store() override;

    void append(journal::record entry, std::function<void(engine::append_result)> done) override;
    bool available() const override;

    // Takes no more, writes what is queued for up to `limit`, then completes the rest as refused.
    // (The one batch whose commit was under way by then may have got through all the same.)
    // Idempotent; not from a `done`.
    void stop(base::duration limit);

    std::int32_t epoch() const;
    store_counters counters() const;

private:
    class worker;
    store(std::unique_ptr<worker> worker, std::unique_ptr<housekeeper> house);

    std::unique_ptr<housekeeper> house_;
    std::unique_ptr<worker> worker_;
};

}  // namespace pointsman::postgres
