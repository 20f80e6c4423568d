#pragma once

#include <pointsman/engine/resale_archive.hpp>
#include <pointsman/engine/serve_lead.hpp>
#include <pointsman/plan/plan.hpp>

#include <boost/asio/awaitable.hpp>

#include <string_view>

// A returned lead that the seller's contract lets us sell again is a new lead with the same data,
// offered to buyers that never had it.
namespace pointsman::engine {

// How an offer ended.
enum class resale_end {
    done,     // written down: a lead of its own, or why there is none
    put_off,  // nothing was written; to be tried again
};

constexpr std::string_view to_text(resale_end how) {
    return how == resale_end::done ? "done" : "put_off";
}

// Walks the lead as a new one through the tree that its seller's program names in `plan`, under
// that program's terms; a seller that kept the payout gets nothing more. Like serve_direct, it goes
// on after the answer where it must. However often it is called, a sale is resold at most once.
boost::asio::awaitable<resale_end> serve_resale(services& with, plan::snapshot_pointer plan,
                                                returned_lead what);

}  // namespace pointsman::engine
