#pragma once

#include <pointsman/engine/resale_archive.hpp>
#include <pointsman/engine/serve_lead.hpp>
#include <pointsman/plan/plan.hpp>

#include <boost/asio/awaitable.hpp>

#include <string_view>

// A returned lead that the seller's contract lets us sell again is a new lead with the same data,
// for buyers that never had it.
namespace pointsman::engine {

// What came of one try.
enum class resale_end {
    done,    // a new lead was walked, or refused by a rule: that is written down, and final
    later,   // nobody can have it now, but perhaps before it is too old: nothing was written
    failed,  // it could not be looked up or stored
    closed,  // no leads are taken now
};

std::string_view to_text(resale_end how);

// Walks the lead as a new one through the tree that its seller's program names in `plan`, under
// that program's terms; a seller that kept the payout gets nothing more. Like serve_direct, it goes
// on after the answer where it must. However often it is called, no two buyers have the lead.
boost::asio::awaitable<resale_end> serve_resale(services& with, plan::snapshot_pointer plan,
                                                returned_lead what);

}  // namespace pointsman::engine
