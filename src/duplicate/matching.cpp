#include "matching.hpp"

namespace pointsman::duplicate {
namespace {

// A post without an answer may be a sale, and is one until the opposite is known.
bool is_such_event(event wanted, const occurrence& other) {
    const bool perhaps_sold = other.what == event::posted && !other.is_settled;
    return other.what == wanted || (wanted == event::sold && perhaps_sold);
}

bool is_in_scope(scope within, const lead_facts& lead, const occurrence& other) {
    if (spans_verticals(within)) return true;
    if (lead.vertical != other.vertical) return false;
    if (within == scope::vertical) return true;
    if (lead.seller != other.seller) return false;
    return within == scope::seller || lead.source == other.source;
}

}  // namespace

bool counts(const rule& of, const lead_facts& lead, const occurrence& other, base::wall_time now) {
    // A clock that was set back makes events of the future; they are recent all the same.
    const bool is_recent = now - other.at < of.window;
    return is_recent && !lead.test && lead.id != other.lead && is_such_event(of.on, other) &&
           is_in_scope(of.within, lead, other);
}

}  // namespace pointsman::duplicate
