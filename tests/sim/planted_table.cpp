#include "planted_table.hpp"

#include "workers.hpp"

#include <pointsman/base/planted.hpp>

#include <cstdio>

namespace pointsman::sim {

#ifdef POINTSMAN_PLANTED_BUGS
namespace {

using base::bug;

struct planting {
    bug which;
    const char* name;
};

constexpr planting bugs[] = {
    {bug::answer_before_commit, "answer before the outcome's commit"},
    {bug::post_before_commit, "post before the posting's commit"},
    {bug::silence_is_reject, "silence taken as reject under hold"},
    {bug::unknown_releases_cap, "reservation released on unknown"},
    {bug::cap_committed_twice, "reservation committed twice"},
    {bug::clock_jump_resets_window, "window reset by a wall-clock jump"},
    {bug::lowered_cap_forgets, "cap lowered by reload forgets what is used"},
    {bug::restart_posts_again, "restart posts an unknown again"},
    {bug::restart_forgets_reservations, "restart forgets reservations"},
    {bug::restart_forgets_posts, "restart takes a posted lead for unsold"},
    {bug::key_without_seller, "idempotency key without the seller"},
    {bug::remembered_before_commit, "answer remembered before its commit"},
    {bug::late_bid_wins, "late bid wins after the decision"},
    {bug::settled_twice, "late accept after settlement counts again"},
    {bug::payout_rounded_up, "payout rounded up"},
    {bug::replay_without_batch_id, "unknown commit replayed without its batch id"},
    {bug::plan_read_again, "plan pointer read again in mid-walk"},
    {bug::paid_below_minimum, "seller paid less than min_price"},
    {bug::stale_epoch_commits, "stale epoch commits"},
    {bug::poison_takes_batch, "a poisoned row takes its batch along"},
    {bug::deadline_by_wall_clock, "deadline from the wall clock"},
    {bug::test_lead_counted, "test lead counted in a cap"},
    {bug::claim_after_filter, "duplicate claim after the filter"},
    {bug::returned_twice, "a return twice"},
    {bug::resold_to_its_buyer, "a returned lead resold to a buyer that had it"},
    {bug::resale_pays_again, "a resale pays a seller that kept its payout"},
    {bug::restart_forgets_balance, "balance forgotten by a restart"},
    {bug::ping_price_charged, "price of the ping where the contract takes the post's"},
    {bug::repost_without_intent, "re-post before its intent's commit"},
    {bug::repost_as_new_offer, "re-post under another offer id"},
    {bug::settled_is_reposted, "call about a post that was settled"},
    {bug::status_unknown_is_rejected, "status that is not understood taken as reject"},
    {bug::restart_forgets_asked, "restart forgets how often a buyer was asked"},
    {bug::restart_forgets_notices, "restart forgets whom to tell of a void accept"},
};

}  // namespace

bool find_planted_bugs(std::uint64_t count, int processes) {
    std::printf("%-48s %10s  %s\n", "planted bug", "first seed", "found as");
    bool all_found = true;
    for (const planting& one : bugs) {
        base::planted_bug = one.which;
        const findings found = run_seeds(1, count, processes, false);
        if (found.first_failure)
            std::printf("%-48s %10llu  %s\n", one.name,
                        static_cast<unsigned long long>(found.first_failure->seed),
                        found.first_failure->violation.c_str());
        else
            std::printf("%-48s %10s\n", one.name, "NOT FOUND");
        std::fflush(stdout);
        all_found = all_found && found.first_failure;
    }
    base::planted_bug = bug::none;
    return all_found;
}
#else
bool find_planted_bugs(std::uint64_t, int) {
    std::puts("this build has no bugs to plant: use the sim preset");
    return false;
}
#endif

}  // namespace pointsman::sim
