#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/plan/plan.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

// Three witnesses of the same leads: what sellers were told, what buyers saw and said, and what
// PostgreSQL holds. They know nothing of each other, so where they agree, nothing was lost, sold
// twice or made up (notes: invariants I1-I10).
namespace pointsman::sandbox {

// A line of the sender's log.
struct seller_answer {
    std::string ref;
    int http_status = 0;
    std::string status;   // sold unsold duplicate rejected pending, or "HTTP 422", "no answer"...
    std::string lead_id;  // empty where the answer names none
    std::optional<base::money> payout;
    std::map<std::string, std::string> personal;
};

// A line of the stub buyers' log.
struct buyer_request {
    std::string buyer;
    std::string lead_id;
    std::string order;
    bool is_post = false;
    std::int32_t attempt = 0;
    std::string answer;  // none bid declined accepted rejected
    base::money price;   // of the bid, or of the bid that a post was made for
    std::map<std::string, std::string> values;  // of a ping
};

struct stored_lead {
    std::string ref;
    std::string vertical;
    std::string fields_json;
    std::string status;  // of the latest outcome; empty while the lead is open
};

// Identifies a ping or post: unique in the buyers' log and in the database.
struct call_key {
    std::string lead_id;
    std::string order;
    bool is_post = false;
    std::int32_t attempt = 0;

    friend auto operator<=>(const call_key&, const call_key&) = default;
};

struct stored_attempt {
    std::string result;  // bid declined timeout error bad_reply | accepted rejected unknown unsent
    int http_status = 0;
    base::wall_time started_at;
    std::optional<base::money> price;
};

struct stored_posting {
    base::wall_time at;
    base::money price;
};

struct stored_sale {
    std::string lead_id;
    std::string order;
    base::money price;
    base::money payout;
    base::money margin;
};

struct stored_entry {
    std::string lead_id;
    std::string account;  // buyer seller margin cash
    base::money amount;
    std::string kind = "sale";  // sale return deposit
};

struct database_evidence {
    std::map<std::string, stored_lead> leads;  // by lead id
    std::set<std::string> refusals;            // lead ids
    std::map<call_key, stored_attempt> attempts;
    std::map<call_key, stored_posting> postings;
    std::vector<stored_sale> sales;
    std::vector<stored_entry> entries;
    std::set<std::string> refilled;  // leads whose return gave their place in the caps back
    plan::snapshot_pointer plan;  // the latest stored; null when there is none or it cannot be read
};

struct evidence {
    std::vector<seller_answer> sellers;
    std::vector<buyer_request> buyers;
    database_evidence database;
};

struct disagreement {
    std::string check;    // "answers", "sales", "calls", "privacy", "caps", "ledger"
    std::string lead_id;  // or ref; empty where it is about more than one
    std::string what;
};

// Each check alone; `all_disagreements` runs them in this order.
std::vector<disagreement> check_answers(
    const evidence& all);  // what sellers were told is what is stored
std::vector<disagreement> check_sales(const evidence& all);  // one sale, one accept, one price
std::vector<disagreement> check_calls(
    const evidence& all);  // every ping and post is on record, and nothing else
std::vector<disagreement> check_privacy(const evidence& all);  // no personal value in any ping
std::vector<disagreement> check_caps(
    const evidence& all);  // no cap of the stored plan was exceeded
std::vector<disagreement> check_ledger(const evidence& all);  // entries balance and are the sale's

std::vector<disagreement> all_disagreements(const evidence& all);

}  // namespace pointsman::sandbox
