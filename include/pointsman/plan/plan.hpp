#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/cap/book.hpp>
#include <pointsman/cap/contact_hours.hpp>
#include <pointsman/cap/holidays.hpp>
#include <pointsman/cap/hours.hpp>
#include <pointsman/duplicate/rule.hpp>
#include <pointsman/duplicate/suppression.hpp>
#include <pointsman/filter/matcher.hpp>
#include <pointsman/filter/rule.hpp>
#include <pointsman/journal/record.hpp>
#include <pointsman/lead/catalogue.hpp>
#include <pointsman/ledger/resale.hpp>
#include <pointsman/ledger/returns.hpp>
#include <pointsman/ledger/terms.hpp>
#include <pointsman/plan/pause.hpp>
#include <pointsman/protocol/spec.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The immutable snapshot that the YAML compiles to. A lead keeps the plan it started with for its
// whole life; a reload makes a new one. Shared between threads as shared_ptr<const snapshot>.
namespace pointsman::plan {

struct vertical {
    std::string name;
    lead::catalogue fields;
    std::vector<duplicate::rule> duplicates = {};
    // Keys that only other verticals' rules ask for: a rule that spans verticals finds this one's
    // leads by its fields of the same names and types.
    std::vector<duplicate::key_fields> also_keyed = {};
    std::vector<duplicate::suppression> suppression = {};
    std::optional<cap::contact_hours> contact_hours = {};  // without: at any time
};

struct no_ping {};

struct ping_exchange {
    protocol::request_spec request;
    protocol::ping_reply_spec reply;
};

struct post_exchange {
    protocol::request_spec request;
    protocol::post_reply_spec reply;
};

// What silence after a post means, by the buyer's contract (design 3.2).
enum class silence { hold, reject };

// Tells a buyer that a late accept of its is void. Any status of 2xx says that it knows.
struct void_notice {
    protocol::request_spec request;
};

// Asks a buyer what became of a post.
struct status_query {
    protocol::request_spec request;
    protocol::post_reply_spec reply;
    base::duration after = std::chrono::seconds(5);  // the post
    base::duration every = std::chrono::seconds(30);
    std::int32_t times = 10;
};

// The buyer takes the same post again for the same: it knows it by its offer id.
struct repost_terms {
    base::duration after = std::chrono::seconds(5);  // the post, and each time
    std::int32_t times = 3;
};

struct connection {
    std::string name;
    std::optional<ping_exchange> ping;  // without: direct posts at a fixed price
    post_exchange post;
    silence no_answer = silence::hold;
    // Under `hold`: how long silence lasts before it is settled without the buyer, and as what.
    std::optional<base::duration> settle_after;
    journal::settled_as settle_as = journal::settled_as::rejected;
    base::duration late_reply =
        std::chrono::seconds(10);                  // how long the line listens after a timeout
    std::optional<plan::void_notice> void_notice;  // under `reject`
    std::optional<status_query> status;            // under `hold`
    std::optional<repost_terms> repost;            // under `hold`
};

struct price_by_bid {};

using price_terms = std::variant<price_by_bid, base::money>;

// A cap of an order, a buyer, a tree or a seller's program, with its optional `when` rule, which is
// judged against the lead.
struct conditional_cap {
    cap::limit limit;
    std::optional<filter::compiled_rule> when;
};

// How many posts may be open at a time, and how many are; without a limit they are only counted.
// Null where nobody counts: in plans that were not made from YAML.
struct open_post_limit {
    std::shared_ptr<cap::open_posts> open;
    std::optional<std::int64_t> most = {};
};

// At least so long between two awards.
struct pacing {
    std::shared_ptr<cap::pacer> last;
    base::duration interval{};
};

// A buyer's money with us, in its currency. Only a prepaid buyer's has a floor, below zero for a
// credit line. Null as above.
struct account {
    std::shared_ptr<cap::balance> balance;
    std::optional<base::money> floor = {};
};

using order_number = std::uint32_t;
using buyer_number = std::uint32_t;
using tree_number = std::uint32_t;
using vertical_number = std::uint32_t;

struct order {
    std::string name;  // unique over all buyers
    buyer_number buyer = 0;
    vertical_number vertical = 0;
    std::shared_ptr<const connection> via;
    price_terms price;
    std::int32_t priority = 100;  // in a waterfall: lower first
    std::optional<pause> paused;
    std::optional<filter::rule> accepts;
    std::optional<cap::hours> hours;
    bool ignores_holidays = false;
    std::vector<conditional_cap> caps;
    open_post_limit open_posts = {};
    std::optional<plan::pacing> pacing = {};
    std::shared_ptr<cap::accept_rate> accept_rate = {};  // of orders with a soft cap
};

struct buyer {
    std::string name;
    std::string currency;
    cap::zone zone;
    std::vector<base::digest> keys = {};  // SHA-256 of each, for returns
    std::optional<ledger::buyer_returns> returns = {};
    std::vector<base::bytes> webhook_secrets = {};  // any of them signs; empty: no webhook
    std::string group = {};  // of buyers that count as one for duplicates; empty: none
    cap::holidays holidays = {};
    std::optional<pause> paused = {};  // with all its orders
    // By the vertical of the lead: a cap is in each list, with the same counter, because its `when`
    // is compiled for the vertical's fields.
    std::map<vertical_number, std::vector<conditional_cap>> caps = {};
    open_post_limit open_posts = {};
    plan::account account = {};
};

enum class tier_mode { waterfall, auction };

struct tier {
    std::string name;
    tier_mode mode = tier_mode::auction;
    std::optional<base::money> floor;            // compares the price
    std::optional<base::duration> ping_timeout;  // caps each buyer's own
    std::optional<base::duration> deadline;      // for the whole tier, from its start
    std::vector<order_number> orders;  // in the order of asking: priority, fixed price, name
};

struct tree {
    std::string name;
    vertical_number vertical = 0;
    std::string currency;
    base::duration deadline = std::chrono::seconds(6);
    std::size_t max_posts = 10;  // per walk
    std::vector<tier> tiers;
    // All orders of the tree; the matcher's position i is orders[i], which stands in
    // tiers[tier_of[i]].
    std::vector<order_number> orders;
    std::vector<std::uint32_t> tier_of;
    std::unique_ptr<const filter::matcher> matcher;
    std::vector<conditional_cap> caps = {};
};

struct source_terms {
    std::optional<ledger::payout_terms> payout;
    bool refuse = false;
};

// Where a seller's returned leads are sold again.
struct resale {
    ledger::resale_terms terms;
    tree_number tree = 0;
};

struct program {
    vertical_number vertical = 0;
    tree_number tree = 0;
    ledger::payout_terms payout;
    std::map<std::string, source_terms, std::less<>> sources;
    std::optional<ledger::return_terms> returns =
        {};                                   // without: returned leads are paid all the same
    std::optional<plan::resale> resale = {};  // without: never
    std::vector<conditional_cap> caps = {};
};

// By which a program's caps are counted: "acme auto_insurance".
std::string program_name(std::string_view seller, std::string_view vertical);

struct seller {
    std::string name;
    std::vector<base::digest> keys;  // SHA-256 of each key
    std::optional<pause> paused = {};
    std::map<std::string, program, std::less<>> programs;  // by vertical
};

using seller_number = std::uint32_t;

struct snapshot {
    base::digest
        hash{};  // of all files of the configuration, secrets left out; names the stored plan
    std::map<std::string, std::string>
        files;  // path -> content as stored: YAML and lists, secrets left out
    std::vector<vertical> verticals;
    std::vector<buyer> buyers;
    std::vector<order> orders;
    std::vector<tree> trees;
    std::vector<seller> sellers;

    const vertical* find_vertical(std::string_view name) const;
    const seller* find_seller(std::string_view name) const;
    const tree* find_tree(std::string_view name) const;
    const buyer* find_buyer(std::string_view name) const;
    const order* find_order(std::string_view name) const;
    const program* find_program(std::string_view seller, std::string_view vertical) const;

    // Whose key this is: every key is compared, in constant time. Null when nobody's.
    const seller* seller_with_key(std::string_view key) const;
    const buyer* buyer_with_key(std::string_view key) const;
};

using snapshot_pointer = std::shared_ptr<const snapshot>;

}  // namespace pointsman::plan
