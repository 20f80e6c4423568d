#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/ledger/terms.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// A return gives a sold lead back, at most once. Whether it is taken follows from the buyer's
// contract; who bears the payout then follows from the seller's.
namespace pointsman::ledger {

// What one contract, the buyer's or the seller's, says about returns.
struct return_terms {
    base::duration window{};               // from the sale; its last moment counts
    std::vector<std::string> reasons;      // those agreed on; none: any
    base::basis_points max_share{10'000};  // of the sales of a calendar month
};

enum class approval { automatic, by_operator };

struct buyer_returns {
    return_terms terms;
    approval approve = approval::automatic;
    bool refill_caps = false;  // a returned sale makes room in the caps that it filled
};

// Why a return is not taken. The texts are stored and answered: append-only.
enum class return_refusal {
    not_sold_to_you,
    already_returned,
    not_agreed,  // the contract has no returns
    outside_window,
    reason_not_agreed,
    share_exceeded,
};

std::string_view to_text(return_refusal why);
std::optional<return_refusal> parse_return_refusal(std::string_view text);

// Of one contract's party, in the calendar month of the sale. The sale in question is among those
// sold and not yet among those returned. Neither is negative.
struct month_so_far {
    std::int64_t sold = 0;
    std::int64_t returned = 0;
};

// How many of `sold` may be returned: rounded down, so that the agreed share is never exceeded.
std::int64_t most_returns_rounded_down(std::int64_t sold, base::basis_points max_share);

// What is known when a return is judged.
struct return_case {
    bool sold_to_asker = true;
    bool already_returned = false;  // or given back, and not taken: asked for before
    base::wall_time sold_at;
    base::wall_time asked_at;
    std::string reason;
    month_so_far of_buyer;
    month_so_far of_seller;
};

// What speaks against a return under one contract; null: a contract without returns.
std::optional<return_refusal> objection(const return_terms* contract, const return_case& what,
                                        const month_so_far& month);

enum class bearer { seller, network };

std::string_view to_text(bearer who);

// Who pays for a return, and why it is the network where it is.
struct return_cost {
    bearer who = bearer::seller;
    std::optional<return_refusal> because;  // the seller's contract; only for the network

    friend bool operator==(const return_cost&, const return_cost&) = default;
};

// The seller where its contract takes the return too, otherwise the network.
return_cost cost_of_return(const return_terms* seller, const return_case& what);

struct needs_operator {
    friend bool operator==(const needs_operator&, const needs_operator&) = default;
};

using return_verdict = std::variant<return_cost, needs_operator, return_refusal>;

// Either contract may be null. What the buyer's contract refuses no operator is asked about.
return_verdict decide_return(const buyer_returns* buyer, const return_terms* seller,
                             const return_case& what);

// The transaction that undoes a sale: the buyer is credited the whole price; the seller is debited
// the whole payout, or keeps it and the margin bears it.
std::vector<entry> return_entries(const std::string& buyer, const std::string& seller,
                                  const split& sale, bearer who);

// A buyer's payment in advance or in settlement: cash is debited, the buyer credited.
std::vector<entry> deposit_entries(const std::string& buyer, base::money amount);

}  // namespace pointsman::ledger
