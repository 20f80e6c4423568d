#pragma once

#include "random.hpp"
#include "world.hpp"

#include <pointsman/journal/batch_run.hpp>
#include <pointsman/journal/record.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pointsman::sim {

struct stored_follow_up {
    journal::follow_up made;
    std::int32_t epoch = 0;
};

// All that is stored of one lead.
struct lead_rows {
    std::optional<journal::received> received;
    std::optional<journal::refused> refused;  // in place of all that follows
    std::int32_t epoch = 0;
    std::vector<journal::posting> postings;
    std::optional<journal::outcome> pending;
    std::optional<journal::outcome> final;
    std::vector<std::vector<ledger::entry>> returns;  // one list for each that was taken
    bool seller_keeps_payout = false;                 // of a return
    std::optional<base::wall_time> resell_until = {};
    std::vector<base::lead_id> resales = {};  // the new leads for it, or refusals
    std::vector<journal::late_reply> late_posts = {};
    std::vector<journal::untaken_accept> untaken = {};
    std::vector<journal::void_answer> voids = {};
    std::vector<stored_follow_up> follow_ups = {};
    std::vector<journal::follow_up_end> follow_up_ends = {};
    bool set_aside = false;  // one of its records is among the poisoned
};

// The database as a server sees it: transactions under batch ids that commit, fail or leave their
// answer out, epochs that fence, and records it refuses for what they hold.
class database {
public:
    // Told of every committed record, in order.
    std::function<void(const journal::record&)> committed;

    explicit database(world& in) : in_(in), draw_(random(in.how.seed).fork(2)) {}

    // Older epochs cannot write any more.
    std::int32_t begin_epoch() { return ++epoch_; }

    struct transaction {
        base::uuid batch;
        std::int32_t epoch = 0;
        std::vector<std::shared_ptr<const journal::record>> records;
        bool sets_aside = false;
    };

    // `answer` is called for `whose` server; perhaps long before or after what is done is done.
    void write(transaction what, owner whose, std::function<void(journal::event)> answer);
    void look_up(const base::uuid& batch, owner whose, std::function<void(journal::event)> answer);

    // A buyer gives a sold lead back, as postgres::judge_return stores it: in one transaction.
    void give_back(const base::lead_id& id);

    bool is_away() const { return in_.time.now().steady < away_until_; }

    void go_away(base::duration span) { away_until_ = in_.time.now().steady + span; }

    bool is_poison(const journal::record& entry) const;

    const std::map<base::lead_id, lead_rows>& leads() const { return leads_; }

    std::int32_t epoch() const { return epoch_; }

    // Whether a new lead stands for this returned one: it was not interrupted before anybody had
    // it.
    bool is_resold(const lead_rows& returned) const;

    // A lead and those that it is a resale of, the latest first.
    std::vector<base::lead_id> with_earlier(const base::lead_id& id) const;

private:
    journal::event commit(const transaction& what);
    std::optional<journal::data_error> why_refused(const transaction& what) const;
    void store(const journal::record& entry, std::int32_t epoch);

    world& in_;
    random draw_;
    std::int32_t epoch_ = 0;
    base::steady_time away_until_;
    std::set<base::uuid> batches_;
    std::map<base::uuid, transaction>
        dying_;  // its connection is gone, its commit is still on its way
    std::map<base::lead_id, lead_rows> leads_;
    std::set<std::string> keys_;  // primary keys of what is stored about posts after their walk
};

}  // namespace pointsman::sim
