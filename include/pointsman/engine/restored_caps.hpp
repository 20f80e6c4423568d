#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/cap/book.hpp>
#include <pointsman/engine/recovery.hpp>
#include <pointsman/plan/plan.hpp>

#include <cstdint>
#include <string>
#include <vector>

// Caps and balances live in memory (decision 6); this is how they outlive a restart.
namespace pointsman::engine {

// What counted for a cap in the window that began at `since`; wall_time::min() counts from the
// beginning of time. Test leads never count.
struct usage_question {
    std::string name;  // of the cap's owner
    cap::event on = cap::event::sale;
    base::wall_time since;
    cap::owner of = cap::owner::order;
    std::string vertical = {};  // a seller's caps stand in its program for one vertical
};

struct usage_so_far {
    std::int64_t count = 0;
    base::money price;  // both nothing for pings
    base::money payout;
};

// One event that counted, with the fields of its lead that are not personal: for caps that count
// some leads only.
struct use {
    base::money price;
    base::money payout;
    std::string vertical;
    std::string fields_json;
};

// A buyer's money with us in one currency.
struct account_question {
    std::string buyer;
    std::string currency;
};

// Whether posts that may yet turn out to be sales count as sales.
enum class unsettled { left_out, counted };

// What the journal knows of the past. The calls block; the error says why nothing can be known now.
class past_usage {
public:
    virtual ~past_usage() = default;

    // One answer for each question, in order.
    virtual base::result<std::vector<usage_so_far>, std::string> usage_since(
        const std::vector<usage_question>& questions, unsettled posts) = 0;
    virtual base::result<std::vector<use>, std::string> uses_since(const usage_question& question,
                                                                   unsettled posts) = 0;

    // What the ledger says: deposits less charges plus what returns gave back. One answer for each.
    virtual base::result<std::vector<base::money>, std::string> balances_of(
        const std::vector<account_question>& questions) = 0;
};

// Sets the counters that come into force with `plan` to what the journal knows of the windows that
// hold `now`: all of them at start, when `in_force` is null; at a reload those that the plan in
// force until now does not have or counts in other windows, whatever they counted in earlier days.
// A reload counts posts whose answer is open as sold; what such posts have reserved on a counter
// stays reserved. The balances of buyers that are new come from the ledger. The error is what the
// journal said; then some counters may be set, which does no harm, as none of them is in force.
base::result<void, std::string> restore_caps(const plan::snapshot& plan,
                                             const plan::snapshot* in_force, past_usage& past,
                                             base::wall_time now);

// What a post of unknown answer holds, reserved anew: sale caps in the windows in which it was
// made, as far as the plan has them (one that a reload brings back counts the post as sold); places
// among the open posts and the buyer's money by the names in the posting, whether or not the plan
// has order and buyer, which a reload may bring back. `counters` are the plan's. Empty for test
// leads. Of the posting it reads order, buyer, price, payout, currency and time, of the lead
// seller, vertical, tree, fields and whether it is a test.
std::vector<cap::charge> reserve_again(const plan::snapshot& plan, cap::book& counters,
                                       const stored_post& post);

}  // namespace pointsman::engine
