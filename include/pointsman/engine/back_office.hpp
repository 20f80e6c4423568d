#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/money.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/cap/hours.hpp>
#include <pointsman/engine/override_store.hpp>
#include <pointsman/ledger/resale.hpp>
#include <pointsman/ledger/returns.hpp>
#include <pointsman/ledger/statement.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The money's afterlife: what happens to sold leads when nobody waits in milliseconds. A port, like
// store and lookup.
namespace pointsman::engine {

// The contracts by which a return is judged: those of the plan in force when it is judged.
struct return_contracts {
    struct of_a_buyer {
        std::optional<ledger::buyer_returns> returns;
        cap::zone zone;  // whose calendar months count
    };

    // A seller's months are those of UTC.
    struct of_a_seller {
        std::optional<ledger::return_terms> returns;
        std::optional<ledger::resale_terms> resale;
    };

    std::function<of_a_buyer(const std::string& buyer)> of_buyer;
    std::function<of_a_seller(const std::string& seller, const std::string& vertical)> of_seller;
};

// A buyer gives a lead back, named by our id or by the buyer's own reference of the sale.
struct return_request {
    std::string buyer;
    std::variant<base::lead_id, std::string> lead;
    std::string reason;
    std::string note;  // stored sealed with the lead's key: it may be about a person
    base::wall_time asked_at;
    return_contracts contracts;
};

enum class return_state { requested, returned, refused };  // refused: by an operator

constexpr std::string_view to_text(return_state state) {
    switch (state) {
        case return_state::requested: return "requested";
        case return_state::returned: return "returned";
        case return_state::refused: return "refused";
    }
    return "";
}

// What the caps that counted a sale get back: see cap::refill.
struct cap_refill {
    std::string order;
    std::string buyer;
    base::wall_time reserved_at;
    base::money price;
    std::string tree = {};
    std::string seller = {};
    std::string vertical = {};
    base::money payout = {};
    std::string fields_json = "{}";  // of the lead, not the personal ones: for caps with `when`
};

// What a buyer's balance gets back of a returned sale.
struct buyer_credit {
    std::string buyer;
    std::string currency;
    base::money amount;
};

// How a return stands now.
struct return_standing {
    base::lead_id lead;
    return_state state = return_state::requested;
    bool is_new = false;  // brought about by this very call; otherwise it was so before
    std::optional<ledger::return_cost> cost;  // of a returned one
    std::optional<cap_refill> refill;         // only when new and so configured
    std::optional<buyer_credit> credit = {};  // only when new and returned
    bool resells = false;                     // only when new: the lead is to be sold again
};

struct no_such_sale {};  // unknown, or another buyer's: indistinguishable on purpose

struct ambiguous_reference {};  // the buyer gave several sales this reference

using return_answer =
    std::variant<no_such_sale, ambiguous_reference, ledger::return_refusal, return_standing>;

struct return_judgement {
    base::lead_id lead;
    bool accept = false;
    std::string note;  // sealed too
    base::wall_time at;
    return_contracts contracts;
};

struct waiting_return {
    base::lead_id lead;
    std::string buyer;
    std::string seller;
    std::string order;
    std::string vertical;
    std::string currency;
    base::money price;
    base::money payout;
    base::wall_time sold_at;
    base::wall_time requested_at;
    std::string reason;
    std::string note;
};

struct deposit {
    std::string id;  // the operator's own: the same id is the same deposit
    std::string buyer;
    std::string currency;
    base::money amount;  // positive
    std::string note;
    base::wall_time at;
};

enum class deposit_answer {
    recorded,
    recorded_before,  // the same deposit: nothing happened now
    other_deposit,    // the id stands for another one
};

struct statement_question {
    ledger::account side = ledger::account::buyer;
    std::string party;
    base::wall_time since;
    base::wall_time until;  // not included
};

struct too_many_lines {
    std::size_t most = 0;
};

using statement_answer = std::variant<ledger::statement, too_many_lines>;

// A person, by the normal form of a phone or e-mail address.
struct erasure {
    std::string kind;  // "phone", "email"
    std::string value;
    std::string asked_by;  // who is recorded to have asked; no personal data
    base::wall_time at;
};

struct erased {
    std::int64_t leads = 0;  // whose personal data nobody can read any more
};

struct office_failure {
    std::string what;
    bool fenced = false;  // another server took over: nothing will be written here any more
};

// Every call is a transaction of its own, away from the leads' way. Any thread; `done` is called
// exactly once, on a thread of the office's choosing or within the call, and must not block or
// throw. What failed wrote nothing, except where it says that the commit is in doubt; everything
// may be asked again: nothing is booked twice.
class back_office {
public:
    template <class Answer>
    using callback = std::function<void(base::result<Answer, office_failure>)>;

    virtual ~back_office() = default;

    virtual void record_return(return_request what, callback<return_answer> done) = 0;

    // Of a return that waits for an operator.
    virtual void decide_return(return_judgement what, callback<return_answer> done) = 0;

    // Oldest first, at most 1000.
    virtual void list_waiting_returns(callback<std::vector<waiting_return>> done) = 0;

    virtual void record_deposit(deposit what, callback<deposit_answer> done) = 0;
    virtual void make_statement(statement_question what, callback<statement_answer> done) = 0;

    // Deletes the keys of all leads of a person: their personal data, stored answers and buyers'
    // replies become unreadable for ever, the ledger stays as it is.
    virtual void erase(erasure what, callback<erased> done) = 0;

    // The same override again (by its id, and alike but for its beginning) is not made twice.
    virtual void record_override(plan::standing_override what, callback<override_answer> done) = 0;
    virtual void end_override(override_ending what, callback<override_answer> done) = 0;
    virtual void list_overrides(override_question what, callback<override_page> done) = 0;
};

}  // namespace pointsman::engine
