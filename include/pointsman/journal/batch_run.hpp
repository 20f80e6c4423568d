#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/journal/back_off.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// How one batch of records gets into the database, whatever goes wrong, as a pure state machine:
// start() and resume() return the next action, the store performs it and reports what came of it.
//
// Each transaction carries a batch id in a row with a unique key, written first. That is what makes
// a commit whose answer was lost decidable: the id is there or it is not. It also makes running the
// same id again safe while the first try is still dying somewhere in the database: the unique key
// lets only one of them commit.
namespace pointsman::journal {

// What to do next.
// Commit the records [first, first + count) in one transaction under the batch id.
struct execute {
    base::uuid batch;
    std::size_t first = 0;
    std::size_t count = 0;
};

// The database refuses a record for what it holds.
struct data_error {
    std::string sqlstate;
    std::string message;
};

// Commit record `index` to the table of poisoned records under the batch id.
struct set_aside {
    base::uuid batch;
    std::size_t index = 0;
    data_error why;
};

// Is the batch id in the database?
struct look_up {
    base::uuid batch;
};

// Throw the connection away, wait, connect.
struct reconnect {
    base::duration after{};
};

struct finished {};

using action = std::variant<execute, set_aside, look_up, reconnect, finished>;

// What came of it.
struct committed {};  // execute, set_aside

struct already_there {
};  // execute, set_aside: the batch id is taken, so an earlier try got through after all

struct in_doubt {};  // execute, set_aside: COMMIT was sent and no answer came

struct failed {};  // any: not done, for reasons that lie in the database or on the way to it

struct conflict {};  // execute, set_aside: rolled back for the sake of another transaction

struct fenced {};  // any: a newer epoch of this node exists; nothing more may be written

struct connected {};  // reconnect

struct looked_up {  // look_up
    bool found = false;
};

using event = std::variant<committed, already_there, in_doubt, failed, conflict, fenced, connected,
                           looked_up, data_error>;

// What an SQLSTATE says about whose fault it is (PostgreSQL 15 manual, appendix A). Classes 21, 22,
// 23, 44 and 54 are the record's; 40001 and 40P01 are conflicts; everything else (disk full,
// cancelled, read-only, no such table, ...) will go away only when somebody mends the database.
event classify(std::string_view sqlstate, std::string message);

enum class settlement {
    durable,
    poisoned,  // set aside, or not even that: the database refused its copy too
    refused,   // fenced: not stored
};

struct settled {
    std::size_t index = 0;
    settlement how = settlement::durable;
};

// Drives one batch. Records are committed in their order; a batch refused for its data is split in
// half until the record at fault is alone. Not thread-safe.
class batch_run {
public:
    // `next_id` makes batch ids; `delays` outlives the run and is reset by each success.
    batch_run(std::size_t records, std::function<base::uuid()> next_id, back_off& delays);

    action start();

    // Precondition: `came` is a possible result of the last action, which was not `finished`.
    action resume(const event& came);

    // Those settled since the last call, in order.
    std::vector<settled> take_settled() { return std::exchange(settled_, {}); }

private:
    struct part {
        std::size_t first = 0;
        std::size_t count = 0;
    };

    action next_part();
    action try_part();
    action part_done(settlement how);
    action all_refused();
    action after(const committed& /*event*/);
    action after(const already_there& /*event*/);
    action after(const in_doubt& /*event*/);
    action after(const failed& /*event*/);
    action after(const conflict& /*event*/);
    action after(const fenced& /*event*/);
    action after(const connected& /*event*/);
    action after(const looked_up& answer);
    action after(const data_error& why);

    std::function<base::uuid()> next_id_;
    back_off& delays_;
    std::vector<part> waiting_;  // the next one last
    part current_;
    base::uuid batch_;                  // what `current_` is tried under
    std::optional<data_error> poison_;  // why `current_`, a single record, is to be set aside
    bool must_look_up_ = false;         // the last COMMIT of batch_ was not answered
    bool ever_in_doubt_ = false;        // ... or an earlier one
    bool fenced_ = false;
    int conflicts_ = 0;  // in a row
    std::vector<settled> settled_;
};

}  // namespace pointsman::journal
