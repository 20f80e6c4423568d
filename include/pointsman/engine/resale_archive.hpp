#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/journal/record.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// Returned leads that are to be sold again (docs/life_of_a_lead.md, section 8).
namespace pointsman::engine {

// A buyer that a lead was posted to.
struct earlier_buyer {
    std::string name;
    base::lead_id lead;  // the latest, where it is more than one

    friend bool operator==(const earlier_buyer&, const earlier_buyer&) = default;
};

// One that is due, with all that is needed for it.
struct returned_lead {
    journal::sale_key sale;  // that was returned
    base::wall_time until;   // when it is too old
    std::int32_t tries = 0;  // new leads for it so far, that ended before anybody had them
    bool seller_keeps_payout = false;    // the network bore a return of it: it is paid for
    journal::received lead;              // as it was received, personal data sealed
    std::vector<base::lead_id> earlier;  // itself, and the leads that it is a resale of
    std::vector<earlier_buyer> had_by;   // those that any of these was posted to, each once
};

// Its place in the order of listing.
struct returned_place {
    base::wall_time until;
    journal::sale_key sale;
};

// What was written down about returned leads. Any thread; `done` is called exactly once, on a
// thread of the archive's choosing. The error says why nothing can be known now.
class resale_archive {
public:
    template <class Answer>
    using callback = std::function<void(base::result<Answer, std::string>)>;

    virtual ~resale_archive() = default;

    // At most `most` that may still be sold again at `now` and that no new lead stands for (one
    // that was interrupted before anybody had it does not count), those first that are too old
    // first, from the one that comes `after`. None whose personal data was erased.
    virtual void list_returned(base::wall_time now, std::optional<returned_place> after,
                               std::size_t most, callback<std::vector<returned_lead>> done) = 0;
};

}  // namespace pointsman::engine
