#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/lead/catalogue.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// When a lead counts as the same consumer come again, and what follows. A rule belongs to a
// vertical; its parts are key x scope x event x window -> action.
namespace pointsman::duplicate {

enum class match {
    all,  // one key of all fields together; none when one of them is missing
    any,  // one key of each field that is there; one key in common is enough
};

// Which earlier leads are looked at. The first three stay within the rule's own vertical; the
// others look over all verticals.
enum class scope {
    source,       // of the same seller and source (no source is a source of its own)
    seller,       // of the same seller
    vertical,     // of all sellers
    global,       // of all sellers, in all verticals
    buyer,        // what this buyer was sent
    buyer_group,  // what any buyer of this buyer's group was sent
};

// What must have happened to the earlier lead.
enum class event {
    seen,    // it was taken; one that was itself rejected as a duplicate does not count
    posted,  // it was sent to a buyer in full, whatever the buyer answered
    sold,    // ... and sold, or perhaps sold: a post without an answer counts until it is settled
};

enum class action {
    reject,         // the lead
    exclude_buyer,  // the buyer that had the earlier lead, or its group
    flag,           // nothing but a note
};

std::string_view to_text(match by);
std::string_view to_text(scope within);
std::string_view to_text(event what);
std::string_view to_text(action then);

constexpr bool is_about_buyers(scope within) {
    return within == scope::buyer || within == scope::buyer_group;
}

constexpr bool spans_verticals(scope within) {
    return within == scope::global || is_about_buyers(within);
}

// Who is the same consumer: the fields whose values are compared.
struct key_fields {
    std::vector<lead::field_number> fields;
    match by = match::all;

    friend bool operator==(const key_fields&, const key_fields&) = default;
};

// Buyers are excluded by the scopes that are about buyers, and by no others; and a buyer never
// merely `seen` a lead. (The YAML reader has checked all that.)
struct rule {
    key_fields key;
    scope within = scope::vertical;
    event on = event::sold;
    base::duration window{};  // wall time; an event exactly that long ago is over
    action then = action::reject;
    std::string text;  // "phone, buyer, sold, 30d": as people are shown it
};

// How far back a look-up must reach for these rules; zero without any.
inline base::duration longest_window(std::span<const rule> rules) {
    base::duration longest{};
    for (const rule& each : rules) longest = std::max(longest, each.window);
    return longest;
}

}  // namespace pointsman::duplicate
