#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/journal/record.hpp>
#include <pointsman/protocol/interpret.hpp>
#include <pointsman/protocol/render.hpp>

#include <functional>
#include <memory>
#include <string>
#include <variant>

// What the engine needs of the outside world: time, buyers and a place to write things down. The
// server plugs in clocks, sockets and PostgreSQL; tests and the simulator plug in their own.
namespace pointsman::engine {

enum class append_result {
    durable,   // committed
    refused,   // not stored and never will be: the queue is full, or the database is away
    poisoned,  // PostgreSQL refuses this record for what it holds; set aside with the error
};

// Where records go. append may be called from any thread; `done` is called exactly once, on a
// thread of the store's choosing, perhaps minutes later when the database is away. Records of one
// lead are committed in the order in which they were appended.
class store {
public:
    virtual ~store() = default;

    virtual void append(journal::record entry, std::function<void(append_result)> done) = 0;

    // False while the oldest batch has waited longer than the journal_stall limit: take no new
    // leads. Any thread.
    virtual bool available() const = 0;
};

struct buyer_call {
    protocol::phase phase = protocol::phase::ping;
    protocol::request request;
    base::steady_time leave_by;    // not on its way by then: it stays here and fails as unsent
    base::steady_time answer_by;   // the buyer's timeout
    base::steady_time give_up_at;  // a reply after answer_by is late, and heard while there is room
};

// No reply. `unsent` means provably: no byte of the request was written.
struct call_failure {
    bool unsent = false;
    std::string
        what;  // "connection refused", "closed without an answer", "reply larger than 65536 bytes"
};

struct call_result {
    std::variant<protocol::reply, call_failure> answer;
    base::instant ended;
};

// The way to the buyers, one per I/O thread. call returns at once; `done` is called exactly once on
// the same thread, never from within call itself, at give_up_at at the latest (then with a
// call_failure).
class buyer_line {
public:
    virtual ~buyer_line() = default;
    virtual void call(buyer_call what, std::function<void(call_result)> done) = 0;
};

// A single alarm that can be set again and again; a later set replaces the earlier one. Destroying
// it cancels it, also from within its own ring.
class alarm {
public:
    virtual ~alarm() = default;
    virtual void set(base::steady_time at) = 0;
};

class timers {
public:
    virtual ~timers() = default;
    // `ring` is called on the thread that the timers belong to, never from within set.
    virtual std::unique_ptr<alarm> make_alarm(std::function<void()> ring) = 0;
};

}  // namespace pointsman::engine
