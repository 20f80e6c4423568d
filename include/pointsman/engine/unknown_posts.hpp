#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/engine/observer.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/engine/settlement.hpp>
#include <pointsman/engine/void_answers.hpp>

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
    settled,        // written down; caps and money follow it
    repeated,       // it was settled this very way before
    contradicted,   // it was settled otherwise before, or at another price: that stands
    under_way,      // somebody else is settling it at this moment
    price_refused,  // sold, but at a price that cannot be taken: the post stays open, for
                    // operators, which is written down where a buyer named it
    not_known,      // no such post is open, or not yet
    unavailable,    // it cannot be written down, or is not read again, yet; the post stays open
};

// A post of unknown answer as operators see it.
struct listed_post {
    journal::posting posting;
    std::optional<base::money> refused_price;  // see unknown_post
};

// The posts whose answer is unknown, from the moment at which that is written down until they are
// settled: by the buyer's late reply, webhook, status or answer to a re-post, an operator, or the
// contract's settle_after, whichever comes first. Each is settled once: only one attempt at a time
// gets as far as the journal. What a buyer says to the contrary afterwards is written down as such.
// Any thread; callbacks are called without a lock held.
class unknown_posts {
public:
    // How many settled posts are remembered, for buyers that tell the same thing again.
    static constexpr std::size_t settled_remembered = 10'000;
    static constexpr std::size_t default_most_per_buyer = 10'000;

    // `store` and `seen` outlive it, and every append is completed before it ends. A buyer with
    // `most_per_buyer` posts open is full.
    unknown_posts(engine::store& store, engine::observer& seen,
                  std::size_t most_per_buyer = default_most_per_buyer)
        : store_(store), seen_(seen), most_per_buyer_(most_per_buyer), voids_(store, seen) {}

    unknown_posts(const unknown_posts&) = delete;
    unknown_posts& operator=(const unknown_posts&) = delete;

    // Told of each post that is added. Once, before the first is.
    void watch(std::function<void(const unknown_post&)> told) { told_ = std::move(told); }

    // A start knows of a lead's post to that buyer, and adds it when it has read it. Until then it
    // counts like an open one, and cannot be settled.
    void expect(const base::lead_id& lead, const std::string& buyer);

    void add(unknown_post post);

    // `done` is called exactly once, on a thread of the store's or within the call. For those who
    // ask again when it did not work.
    void settle(const std::string& offer_id, const settlement& how, base::wall_time now,
                std::function<void(settling)> done);

    // For an answer of the buyer's that nobody repeats. While the post is being settled otherwise,
    // or the journal takes nothing, it is kept with the post, one for each, and tried again by
    // settle_due.
    void settle_when_possible(const std::string& offer_id, const settlement& how,
                              base::wall_time now);

    // Settles those whose contract says how silence ends, and since when; and what waited to be
    // written down.
    void settle_due(base::wall_time now);

    // A copy for operators, oldest first; of a page at most so many that come after an offer id.
    std::vector<journal::posting> list() const;
    std::vector<listed_post> list_page(const std::string& after, std::size_t most) const;

    // A copy of an open post, without what it holds of caps.
    std::optional<unknown_post> find(const std::string& offer_id) const;

    // So many follow-ups of this kind were made about an open post: it goes with the post, so that
    // whoever asks about it again goes on counting. Nothing for posts that are not open.
    void note_follow_ups(const std::string& offer_id, journal::follow_up_kind kind,
                         std::int32_t made);

    // Whether a post is, or lately was, open and this buyer's own.
    bool is_of(const std::string& offer_id, const std::string& buyer) const;

    // The buyer is silent about so many posts that it gets no more leads.
    bool is_full(const std::string& buyer) const;

    std::size_t most_per_buyer() const { return most_per_buyer_; }

    // Those that are expected count everywhere.
    std::size_t size() const;

    struct totals {
        std::size_t posts = 0;
        std::optional<base::wall_time> oldest;  // posted at; not of those that are expected
    };

    totals count() const;

    // Answers that came too late to count.
    void_answers& voids() { return voids_; }

private:
    struct entry {
        unknown_post post;
        bool under_way = false;
        std::optional<settlement> heard;              // and not written down yet
        ledger::split sold_at = {};                   // while a sale is under way
        std::optional<base::money> noted_price = {};  // the refused price that is written down
    };

    struct ended {
        journal::settled_as how = journal::settled_as::rejected;
        unknown_post post;
        bool is_contradicted = false;             // and that is written down
        std::optional<base::money> sold_at = {};  // of a sale
    };

    // A post that cannot be sold at the price that was named for it.
    struct unsalable {
        base::lead_id lead;
        std::string offer_id;
        std::string why;
    };

    using due = std::pair<base::wall_time, std::string>;  // when, offer id

    static bool is_contrary(const ended& before, const settlement& said);
    std::optional<settling> why_not(const std::string& offer_id, const settlement& how) const;
    std::optional<std::string> why_unsalable(entry& post, const settlement& how);
    static std::optional<journal::untaken_accept> begin_note(entry& post, const settlement& how,
                                                             base::wall_time now);
    void refuse_price(const unsalable& which, const std::optional<journal::untaken_accept>& note,
                      const std::function<void(settling)>& done);
    void contradict(const std::string& offer_id, const settlement& how, base::wall_time now,
                    const std::function<void(settling)>& done);
    bool keep(const std::string& offer_id, const settlement& how);
    void written(const std::string& offer_id, const settlement& how, base::wall_time now,
                 append_result result, const std::function<void(settling)>& done);
    void close(std::map<std::string, entry>::iterator which, journal::settled_as how);
    void no_longer_open_of(const std::string& buyer);
    void settle_what_was_heard(base::wall_time now);

    engine::store& store_;
    engine::observer& seen_;
    std::size_t most_per_buyer_;
    void_answers voids_;
    std::function<void(const unknown_post&)> told_;
    mutable std::mutex mutex_;
    std::map<std::string, entry> unknown_;  // by offer id, which begins with the lead's time
    std::map<base::lead_id, std::string> expected_;  // the buyer
    std::map<std::string, std::size_t> open_of_;     // by buyer
    std::set<due> due_;
    std::set<std::string> heard_;  // offer ids of entries that have something to be written down
    std::map<std::string, ended> settled_;
    std::deque<std::string> settled_order_;
};

}  // namespace pointsman::engine
