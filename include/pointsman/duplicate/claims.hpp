#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/duplicate/judge.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

// What leads in flight are doing, so that copies which arrive together cannot both be sold
// (invariant I19). The database alone cannot see to that: each copy may look before the other has
// written anything.
//
// What the engine must call, and when:
//
//   1. arrive     before the look-up in the database begins. What it returns is judged together
//                 with what the look-up finds. (A look-up that fails decides nothing: such a lead
//                 must not be walked.)
//   2. try_post   before each post's "posting" goes into the journal, with the buyer. A conflict
//                 ends the candidate as `duplicate_at_buyer`; asking again later may succeed.
//   3. settle     as soon as the post's fate is known: sold, refused, unsent (no byte of it left,
//                 or "posting" could not be stored), unknown (and it may be a sale).
//   4. end        when the last outcome of the walk is durable, no sooner; or at once when the lead
//                 does not come to be received: rejected, or told 503. Also done by the destructor.
//
// Why two copies cannot both be sold under a rule that forbids it. Each sale is of a post that
// try_post granted, and grants have one order, that of the lock. Let the first lead's grant come
// before the second's. When the second asks,
//   - the first is still in flight: its post stands here and the second is refused; or
//   - it had ended before the second arrived: what it did was durable before the second began its
//     look-up (4 before 1), and was judged; or
//   - it ended while the second was in flight, whose look-up may have been too early: then its
//     posts were kept here for the second's sake, and it is refused.
// So a lead's posts outlive it here exactly as long as a lead with a common key that was in flight
// at its end: no grace period has to be guessed, and no clock is needed.
//
// After a restart nothing is in flight, and a post that was under way is in the database without an
// answer, which counts as perhaps sold. Several servers on one database would need claims in the
// database.
namespace pointsman::duplicate {

enum class settlement {
    sold,
    refused,  // the buyer had the lead: still "posted"
    unsent,   // as if it had never been asked for
    unknown,  // may be a sale: counts as one
};

struct buyer_identity {
    std::string name;
    std::string group;  // empty: none
};

using post_number = std::uint32_t;

class claims;

// One lead's part; ended when it is destroyed. An empty one (made by default, moved from, ended, or
// of a lead that no rule concerns) forbids nothing and is seen by nobody. To be used by one thread
// at a time; different claims by any threads.
class claim {
public:
    claim() = default;
    claim(claim&& other) noexcept;
    claim& operator=(claim&& other) noexcept;
    ~claim();

    // Nothing forbids a post to this buyer, and from now on it is under way until it is settled; or
    // the rule that forbids it, because of what another lead did or is doing. `rules` are those
    // that the lead's keys were made by.
    base::result<post_number, finding> try_post(std::span<const rule> rules,
                                                const buyer_identity& to, base::wall_time now);

    // A post may be settled again, e.g. first as unknown.
    void settle(post_number post, settlement how);

    // Nobody hears of the lead any more, except those who may need to hear of its posts.
    void end();

private:
    friend class claims;

    claim(claims& in, std::uint64_t number) : in_(&in), number_(number) {}

    claims* in_ = nullptr;
    std::uint64_t number_ = 0;
};

struct arrival {
    claim own;
    std::vector<past_event> others;  // what leads in flight with a common key are and did
};

struct too_many_claims {};

// Shared by all I/O threads; thread-safe. Must outlive its claims.
class claims {
public:
    // How many leads are remembered at most, those included that are kept for others' sake. Well
    // above server_limits::leads_in_flight.
    static constexpr std::size_t default_most_leads = 10'000;

    explicit claims(std::size_t most_leads = default_most_leads);
    claims(const claims&) = delete;
    claims& operator=(const claims&) = delete;
    ~claims();

    // Registers a lead and its keys. Test leads and leads without keys get an empty claim.
    base::result<arrival, too_many_claims> arrive(lead_facts lead, lead_keys keys);

    // How many leads are remembered now; for metrics and tests.
    std::size_t size() const;

private:
    friend class claim;
    class table;
    std::unique_ptr<table> table_;
};

}  // namespace pointsman::duplicate
