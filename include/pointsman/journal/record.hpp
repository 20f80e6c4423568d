#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/ledger/final_price.hpp>
#include <pointsman/ledger/terms.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What is written down about leads, as values. Append-only: nothing here is ever updated. Texts are
// clean UTF-8 without NUL (checked at the door); personal data is present only sealed, with a key
// of the lead's own.
namespace pointsman::journal {

// A keyed hash (HMAC-SHA-256 under the master key) of a phone or e-mail, to find a person's leads
// by.
struct personal_hash {
    std::string kind;  // "phone", "email"
    base::digest value{};
};

// How a post whose answer is unknown comes to an end.
enum class settled_as { sold, rejected };

constexpr std::string_view to_text(settled_as how) {
    return how == settled_as::sold ? "sold" : "rejected";
}

// Names a sale.
struct sale_key {
    base::lead_id lead;
    std::int32_t slot = 0;

    friend bool operator==(const sale_key&, const sale_key&) = default;
};

// That a lead is a returned one sold again.
struct resale {
    sale_key of;
    std::int32_t attempt = 0;  // no sale has two of the same number

    friend bool operator==(const resale&, const resale&) = default;
};

// Durable before the first ping leaves.
struct received {
    base::lead_id id;
    base::wall_time at;
    std::string seller;
    std::string source;
    std::vector<std::string> sub_ids;
    std::string vertical;
    std::string tree;
    std::string currency;         // of the tree
    std::string ref;              // the seller's own lead id; may be empty
    std::string idempotency_key;  // as the seller gave it; may be empty
    std::string request_key;      // what a copy of this request is known by; never empty
    base::digest body_hash{};     // keyed; tells a copy from another request under the same key
    bool test = false;
    std::optional<base::money> min_price;
    std::optional<std::int64_t> max_wait_ms;
    base::digest plan_hash{};
    std::uint64_t seed = 0;
    std::string fields_json;      // the fields that are not personal
    base::bytes personal_sealed;  // JSON: personal fields, client, consent
    base::bytes wrapped_key;      // the lead's key, sealed under the master key
    std::vector<personal_hash> hashes;
    // {"asked":[{"order","buyer","tier","pings"}...],
    //  "refused":[{"order","buyer","tier","reason","detail"}...], "flags":["..."...] if any}
    std::string candidates_json;
    // What later copies of the lead find it by (duplicate::lead_keys::kept): sorted, each once.
    // None of a test lead.
    std::vector<base::digest> duplicate_keys;
    std::optional<journal::resale> resale = {};
};

// A submission of a known seller that was turned away: no lead, only the fact and the reasons.
struct refused {
    base::lead_id id;
    base::wall_time at;
    std::string seller;
    std::string vertical;
    std::string ref;
    std::string reason;         // design section 7, the lead's reasons
    std::string problems_json;  // [{"field","reason","detail"}...]; never values
    // As in `received`, for a lead that was answered; empty for one that was not understood.
    std::string request_key = {};
    base::digest body_hash = {};
    std::optional<journal::resale> resale = {};
};

// The intent to post: durable before the first byte of the full lead leaves. It holds all that is
// needed to settle the post should the server not live to hear the answer.
struct posting {
    base::lead_id id;
    std::int32_t walk = 0;
    std::string order;
    std::string buyer;
    std::int32_t attempt = 0;
    base::wall_time at;
    base::money price;
    base::money payout;
    std::string tier;
    std::string currency;
    bool holds = true;                         // no_answer: silence holds the lead
    std::optional<base::wall_time> settle_at;  // when silence is settled, and as what
    settled_as settle_as = settled_as::rejected;
    // What the ping's reply told for later (a reference): JSON under the lead's key, or empty.
    base::bytes captured_sealed;
    // What a lower price must reach that the buyer names in its answer; nothing in what was written
    // down before there was such a price.
    std::optional<ledger::price_limits> limits = {};
};

// How one order fared in one walk: exactly one reason.
struct candidate {
    std::string order;
    std::string buyer;
    std::string tier;
    std::string reason;
    std::string detail;  // the cap that was full, the buyer's own words, ...
};

// One ping or post that was sent (or provably could not be).
struct attempt {
    std::string order;
    std::string buyer;
    bool is_post = false;
    std::int32_t number = 0;  // counts within (lead, walk, order, phase)
    base::wall_time started_at;
    std::optional<base::duration> elapsed;  // nothing when no answer came
    // bid declined timeout error bad_reply | accepted rejected unknown | unsent interrupted
    std::string result;
    std::string detail;
    std::int32_t http_status = 0;  // 0: no reply
    std::optional<base::money> price;
    base::bytes reply_sealed;  // what the buyer answered, as it came
};

struct sale {
    std::int32_t slot = 0;  // 0: exclusive
    std::string order;
    std::string buyer;
    std::string reference;  // the buyer's own id for the lead
    ledger::split money;
};

// The end of a walk: durable before the seller is answered.
struct outcome {
    base::lead_id id;
    std::int32_t walk = 0;
    base::wall_time at;
    base::duration elapsed{};
    std::string seller;
    std::string vertical;
    std::string status;  // sold unsold duplicate rejected pending
    std::string reason;  // design section 7; empty when sold
    std::string currency;
    base::bytes answer_sealed;  // the seller's answer, byte for byte
    std::string events_json;    // the walk's ordered events with their instants, for replay
    std::vector<candidate>
        candidates;  // every asked one and every dynamic refusal; static refusals are recomputed
    std::vector<attempt> attempts;
    std::optional<journal::sale> sale;
    std::vector<ledger::entry> entries;  // sum to zero
};

// A buyer's answer that came after its walk had moved on.
struct late_reply {
    base::lead_id id;
    std::int32_t walk = 0;
    std::string order;
    bool is_post = false;
    std::int32_t attempt = 0;
    base::wall_time at;
    base::duration elapsed{};
    std::string result;
    std::optional<base::money> price;
    base::bytes reply_sealed;
};

// A buyer's answer to a post that came too late to count: an accept after the silence that its
// contract takes for a refusal, or the contrary of how the post was settled (of a sale also an
// accept at another price).
struct void_answer {
    base::lead_id id;
    std::int32_t walk = 0;
    std::string order;
    std::int32_t attempt = 0;
    std::string buyer;
    base::wall_time at;         // when it came
    base::wall_time posted_at;  // the post
    bool is_contradiction = false;
    settled_as said = settled_as::sold;
    std::string came_by;                    // late_reply webhook status repost
    std::string reference;                  // the buyer's own id
    std::optional<base::money> price = {};  // that the accept named
};

// A buyer accepted a post of unknown answer at a price that cannot be taken: it was not silent, so
// the post waits for people, whatever its contract makes of silence.
struct untaken_accept {
    base::lead_id id;
    std::int32_t walk = 0;
    std::string order;
    std::int32_t attempt = 0;
    std::string buyer;
    base::wall_time at;   // when it came
    base::money price;    // zero: one that nobody could read
    std::string came_by;  // late_reply webhook status repost
};

// What is asked or told a buyer about a post whose walk has ended.
enum class follow_up_kind { void_notice, status, repost };

constexpr std::string_view to_text(follow_up_kind kind) {
    switch (kind) {
        case follow_up_kind::void_notice: return "void_notice";
        case follow_up_kind::status: return "status";
        case follow_up_kind::repost: return "repost";
    }
    return {};
}

// The intent to make such a call: durable before its first byte leaves.
struct follow_up {
    base::lead_id id;
    std::int32_t walk = 0;
    std::string order;
    std::int32_t attempt = 0;  // of the post
    follow_up_kind kind = follow_up_kind::status;
    std::int32_t number = 0;  // counts the post's calls of this kind
    std::string buyer;
    base::wall_time at;
};

// How it went. Without one the server stopped before it knew.
struct follow_up_end {
    base::lead_id id;
    std::int32_t walk = 0;
    std::string order;
    std::int32_t attempt = 0;
    follow_up_kind kind = follow_up_kind::status;
    base::wall_time begun_at;  // the follow_up's `at`
    base::duration elapsed{};
    std::string result;  // told failed | accepted rejected unknown | unsent
    std::string detail;
    std::int32_t http_status = 0;  // 0: no reply
    base::bytes reply_sealed;
};

using record = std::variant<received, refused, posting, outcome, late_reply, void_answer, follow_up,
                            follow_up_end, untaken_accept>;

// About how much memory a record holds; for bounds, not for bookkeeping.
std::size_t approximate_bytes(const record& entry);

// New business, as opposed to what must still be written about a lead that was taken already.
bool is_submission(const record& entry);

}  // namespace pointsman::journal
