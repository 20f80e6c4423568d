#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/journal/record.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

// Returned leads that are to be offered again (docs/life_of_a_lead.md, section 8).
namespace pointsman::engine {

// One that is due, with all that is needed for it.
struct returned_lead {
    journal::sale_key sale;              // that was returned
    bool seller_keeps_payout = false;    // the network bore a return of it: it is paid for
    journal::received lead;              // as it was received, personal data sealed
    std::vector<base::lead_id> earlier;  // itself, and the leads that it is a resale of
    std::vector<std::string> had_by;     // buyers that any of these was posted to
};

// What was written down about returned leads. Any thread; `done` is called exactly once, on a
// thread of the archive's choosing. The error says why nothing can be known now.
class resale_archive {
public:
    template <class Answer>
    using callback = std::function<void(base::result<Answer, std::string>)>;

    virtual ~resale_archive() = default;

    // At most `most` that may still be offered again at `now` and that were not yet, the first
    // returned first; none whose personal data was erased.
    virtual void list_returned(base::wall_time now, std::size_t most,
                               callback<std::vector<returned_lead>> done) = 0;
};

}  // namespace pointsman::engine
