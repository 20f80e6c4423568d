#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/money.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/cap/book.hpp>
#include <pointsman/journal/record.hpp>
#include <pointsman/ledger/terms.hpp>
#include <pointsman/protocol/interpret.hpp>
#include <pointsman/protocol/render.hpp>

#include <cstdint>
#include <map>
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
    std::string source = {};              // the seller's sub-id
    bool test = false;
    std::map<std::string, std::string> captured = {};  // from the ping's reply
    std::int32_t asked = 0;     // how often its buyer's status was asked, earlier runs included
    std::int32_t reposted = 0;  // how often it was posted again
    // The buyer accepted at this price, at which the lead cannot be sold: no silence, which a
    // contract could settle. Whoever says "sold" without a price means this one.
    std::optional<base::money> refused_price = {};
};

// Who knew how it ended.
enum class settled_by { late_reply, webhook, status, repost, operator_decision, contract };

std::string_view to_text(settled_by who);

// "late_reply", "webhook", "status" or "repost"; empty for those that are not the buyer's word.
std::string_view name_of(settled_by who);

struct settlement {
    journal::settled_as how = journal::settled_as::rejected;
    settled_by by = settled_by::operator_decision;
    std::string reference;     // the buyer's own id of a sold lead
    std::string redirect_url;  // for the consumer, who may still poll
    std::string note;          // in plain words, without personal data
    // What the buyer pays, if that is less than the posting's price.
    std::optional<base::money> price = {};
};

// What a post is sold for that is settled so (ledger::final_price); the error tells in words why it
// cannot be. Precondition: it is settled as sold.
base::result<ledger::split, std::string> sold_money(const unknown_post& post,
                                                    const settlement& how);

// Whether somebody says otherwise than how a post was settled: the contrary, or that it was sold at
// another price than `sold_at`, if that is known.
bool says_otherwise(const settlement& said, const journal::posting& post, journal::settled_as how,
                    const std::optional<base::money>& sold_at);

// The record of a buyer's accept at a price of its own that cannot be taken.
journal::untaken_accept make_untaken_accept(const unknown_post& post, const settlement& said,
                                            base::wall_time now);

// How a buyer's answer settles a post: by `who`, if it is a plain one.
std::optional<settlement> settlement_by(settled_by who, const protocol::post_answer& answer);

// Names the post to its buyer and to operators: "<lead id>.<order>.post.<attempt>".
std::string offer_id_of(const journal::posting& posting);

struct named_post {
    base::lead_id lead;
    std::string order;
    std::int32_t attempt = 0;
};

// Reads back what offer_id_of wrote; nothing for any other text.
std::optional<named_post> parse_offer_id(std::string_view text);

// What a later call about the post may carry.
protocol::offer offer_about(const unknown_post& post);

// Captured texts as they are stored: JSON under the lead's key, and back. Empty for none, and when
// the key was erased.
base::bytes seal_captured(const base::secret_key& key,
                          const std::map<std::string, std::string>& captured);
std::map<std::string, std::string> unseal_captured(const std::optional<base::secret_key>& key,
                                                   const base::bytes& sealed);

// A buyer's own id for a lead, told when the lead is not at hand to compare with: what could be
// anything personal but an id is not kept.
std::string plain_reference(std::string text);

// The final outcome of the post's walk: the sale and its ledger entries, or unsold. It holds the
// one candidate that changed; the others stand as the pending outcome has them. Precondition of a
// sale: sold_money has a value.
journal::outcome settled_outcome(const unknown_post& post, const settlement& how,
                                 base::wall_time now);

}  // namespace pointsman::engine
