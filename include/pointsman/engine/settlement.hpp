#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/cap/book.hpp>
#include <pointsman/journal/record.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How a post whose answer is unknown comes to its end. Pure.
namespace pointsman::engine {

// A post that may have made an owner: the lead, its money and its place in the caps are held.
struct unknown_post {
    journal::posting posting;
    base::wall_time arrived;  // the lead
    std::string seller;
    std::string vertical;
    std::optional<base::secret_key> key;  // the lead's; nothing when its personal data was erased
    std::vector<cap::charge> charges;     // what it holds: sale caps, places, money
};

// Who knew how it ended.
enum class settled_by { late_reply, webhook, operator_decision, contract };

std::string_view to_text(settled_by who);

struct settlement {
    journal::settled_as how = journal::settled_as::rejected;
    settled_by by = settled_by::operator_decision;
    std::string reference;     // the buyer's own id of a sold lead
    std::string redirect_url;  // for the consumer, who may still poll
    std::string note;          // in plain words, without personal data
};

// Names the post to its buyer and to operators: "<lead id>.<order>.post.<attempt>".
std::string offer_id_of(const journal::posting& posting);

// The final outcome of the post's walk: the sale and its ledger entries, or unsold. It holds the
// one candidate that changed; the others stand as the pending outcome has them.
journal::outcome settled_outcome(const unknown_post& post, const settlement& how,
                                 base::wall_time now);

}  // namespace pointsman::engine
