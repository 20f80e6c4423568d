#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/engine/observer.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/engine/settlement.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pointsman::engine {

// What came of an attempt to settle a post.
enum class settling {
    settled,       // written down; caps and money follow it
    repeated,      // it was settled this very way before
    contradicted,  // it was settled the other way before: that stands
    under_way,     // somebody else is settling it at this moment
    not_known,     // no such post is open, or not yet
    unavailable,   // it cannot be written down now; the post stays open
};

// The posts whose answer is unknown, from the moment at which that is written down until they are
// settled: by the buyer's late reply or webhook, an operator, or the contract's settle_after,
// whichever comes first. Each is settled once: only one attempt at a time gets as far as the
// journal. Any thread; callbacks are called without a lock held.
class unknown_posts {
public:
    // How many settled posts are remembered, for buyers that tell the same thing again.
    static constexpr std::size_t settled_remembered = 10'000;

    // `store` and `seen` outlive it, and every append is completed before it ends.
    unknown_posts(engine::store& store, engine::observer& seen) : store_(store), seen_(seen) {}

    unknown_posts(const unknown_posts&) = delete;
    unknown_posts& operator=(const unknown_posts&) = delete;

    void add(unknown_post post);

    // `done` is called exactly once, on a thread of the store's or within the call.
    void settle(const std::string& offer_id, const settlement& how, base::wall_time now,
                std::function<void(settling)> done);

    // Settles those whose contract says how silence ends, and since when.
    void settle_due(base::wall_time now);

    // A copy for operators, oldest first.
    std::vector<journal::posting> list() const;

    // Whether a post is, or lately was, open and this buyer's own.
    bool is_of(const std::string& offer_id, const std::string& buyer) const;

    std::size_t size() const;

    struct totals {
        std::size_t posts = 0;
        std::optional<base::wall_time> oldest;  // posted at
    };

    totals count() const;

private:
    struct entry {
        unknown_post post;
        bool under_way = false;
    };

    struct ended {
        journal::settled_as how = journal::settled_as::rejected;
        std::string buyer;
    };

    using due = std::pair<base::wall_time, std::string>;  // when, offer id

    std::optional<settling> why_not(const std::string& offer_id, journal::settled_as how) const;
    void written(const std::string& offer_id, journal::settled_as how, append_result result,
                 const std::function<void(settling)>& done);
    void remember(const std::string& offer_id, ended what);

    engine::store& store_;
    engine::observer& seen_;
    mutable std::mutex mutex_;
    std::map<std::string, entry> unknown_;  // by offer id, which begins with the lead's time
    std::set<due> due_;
    std::map<std::string, ended> settled_;
    std::deque<std::string> settled_order_;
};

}  // namespace pointsman::engine
