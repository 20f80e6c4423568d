#pragma once

#include "attempt_log.hpp"
#include "event_log.hpp"
#include "lead_file.hpp"

#include <pointsman/cap/book.hpp>
#include <pointsman/engine/award.hpp>
#include <pointsman/engine/serve_lead.hpp>
#include <pointsman/walk/walk.hpp>

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::engine {

// Counts a lead in flight for as long as it lives.
class flight {
public:
    explicit flight(std::atomic<std::size_t>& count) : count_(&count) { ++*count_; }

    flight(flight&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}

    flight& operator=(flight&&) = delete;

    ~flight() {
        if (count_ != nullptr) --*count_;
    }

private:
    std::atomic<std::size_t>* count_;
};

// What is owed for a lead until its end is written down: that it is counted, that copies of its
// request hear its answer, and that other leads of the same consumer see what it does.
struct lead_duty {
    flight counted;
    running_request request;
    duplicate::claim claim;
};

// The life of one lead from "received" to its answer, on one thread: performs what the walk wants
// and tells it what came of it. Callbacks keep it alive; it ends when the last of them (a buyer's
// late reply, perhaps) has come back.
class lead_run : public std::enable_shared_from_this<lead_run> {
public:
    using teller = std::function<void(served)>;

    // `tell` is called exactly once, with the seller's answer.
    lead_run(services& with, lead_file lead, lead_duty duty, teller tell);

    void begin();

private:
    // What one post holds of caps, balance and places.
    struct held_caps {
        journal::posting posting;
        engine::award award;
        std::vector<cap::charge> held;  // of the sale, while the answer is unknown
        duplicate::post_number claimed = 0;
    };

    // --- lead_run.cpp: received, walk, outcome, answer
    void on_received(append_result result);
    void start_walk();
    // `now` is the moment at which it was judged in time or late: one event, one instant.
    void deliver(const walk::event& what, base::instant now);
    void follow(std::vector<walk::action> actions, base::instant now);
    void conclude(bool interrupted);
    void append_outcome();
    void on_outcome(append_result result);
    journal::outcome make_outcome() const;
    void tell_end(const walk::outcome& ended);
    void list_unknown_post(const walk::outcome& ended);
    void on_answer_alarm();
    void tell_pending();
    void tell(served what);
    void tell_unavailable(bool perhaps_stored);
    void append(journal::record entry, std::function<void(append_result)> done);

    // --- offers.cpp: pings, posts and their caps
    void perform(const walk::send_ping& ping, base::instant now);
    void perform(const walk::prepare_post& post, base::instant now);
    void perform(const walk::send_post& post, base::instant now);
    void perform(const walk::settle_cap& settled, base::instant now);
    void on_ping_answer(walk::candidate_number who, const call_result& result);
    void on_post_answer(walk::candidate_number who, const call_result& result);
    void answered(walk::candidate_number who, protocol::phase phase, bool in_time,
                  const attempt_result& what, base::instant now);
    bool claim_post(walk::candidate_number who, held_caps& held);
    bool reserve_post(const walk::prepare_post& post, held_caps& held, base::instant now);
    bool charge_ping(walk::candidate_number who, base::instant now);
    void call_buyer(walk::candidate_number who, protocol::phase phase, base::steady_time until,
                    base::instant now);
    void note_refused_price(walk::candidate_number who, const protocol::post_answer& answer,
                            bool in_time, attempt_result& written);
    void settle_late(walk::candidate_number who, const protocol::post_answer& answer);
    void settle_unknown_post(walk::candidate_number who, const settlement& how);
    unknown_post post_of(walk::candidate_number who) const;
    protocol::offer about(walk::candidate_number who, protocol::phase phase) const;
    const plan::order& order_of(walk::candidate_number who) const;
    limit_owners owners_of(walk::candidate_number who) const;

    services& with_;
    lead_file lead_;
    std::optional<lead_duty> duty_;
    teller tell_;
    walk::terms rules_;
    walk::tree_walk walk_;
    attempt_log attempts_;
    event_log events_;
    std::map<walk::candidate_number, std::map<std::string, std::string>> captured_;
    std::map<walk::candidate_number, held_caps> caps_;
    std::map<walk::candidate_number, journal::posting> postings_;
    std::deque<walk::event> follow_ups_;  // what performing an action brought about at once
    std::unique_ptr<alarm> walk_alarm_;
    std::unique_ptr<alarm> answer_alarm_;
    std::unique_ptr<alarm> retry_alarm_;
    std::optional<settlement> late_settlement_;  // of the unknown post, heard before it was open
    std::optional<base::money> refused_price_;   // at which the unknown post was accepted
    bool post_is_listed_ = false;                // the unknown post is on the list
    base::steady_time answer_by_;
    base::instant concluded_at_{};
    base::wall_time posting_at_;  // of the latest post
    bool received_ = false;
    bool interrupted_ = false;
    bool concluded_ = false;
};

}  // namespace pointsman::engine
