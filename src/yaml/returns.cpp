#include "returns.hpp"

#include "mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace pointsman::yaml {

namespace {

using namespace std::chrono_literals;

constexpr time_range return_windows{1min, std::chrono::days(366)};
constexpr whole_range resale_times{1, 10};
constexpr std::size_t most_reasons = 64;

constexpr std::array<choice<ledger::approval>, 2> approvals{
    {{"automatic", ledger::approval::automatic}, {"operator", ledger::approval::by_operator}}};

void read_reasons(const node& list, std::vector<std::string>& into, report& problems) {
    const std::vector<node>& items = items_of(list, problems);
    if (list.is_sequence() && (items.empty() || items.size() > most_reasons))
        problems.error(list.at, fmt::format("expected 1 to {} reasons", most_reasons));
    for (const node& item : items) {
        std::string reason;
        if (!read(item, reason, a_name, problems)) continue;
        if (std::ranges::find(into, reason) != into.end())
            problems.error(item.at, "this reason is given already");
        else
            into.push_back(std::move(reason));
    }
}

void read_share(const mapping& at, base::basis_points& into, report& problems) {
    if (at.optional("max_share", into) && into.value == 0)
        problems.error(at.find("max_share")->at,
                       "with a share of 0 nothing can be returned; leave \"returns\" out");
}

// The keys that both contracts have.
ledger::return_terms read_terms(const mapping& at, report& problems) {
    ledger::return_terms terms;
    at.required("window", terms.window, return_windows);
    if (const node* reasons = at.find("reasons")) read_reasons(*reasons, terms.reasons, problems);
    read_share(at, terms.max_share, problems);
    return terms;
}

}  // namespace

ledger::buyer_returns read_buyer_returns(const node& given, report& problems) {
    const mapping at(given, {"window", "reasons", "max_share", "approve", "refill_caps"}, problems);
    ledger::buyer_returns returns;
    at.require("reasons");
    returns.terms = read_terms(at, problems);
    at.optional("approve", returns.approve, approvals);
    at.optional("refill_caps", returns.refill_caps);
    return returns;
}

ledger::resale_terms read_resale(const mapping& at, report& problems) {
    ledger::resale_terms terms;
    if (const node* reasons = at.require("reasons"))
        read_reasons(*reasons, terms.reasons, problems);
    at.required("within", terms.within, return_windows);
    at.optional("times", terms.times, resale_times);
    return terms;
}

ledger::return_terms read_seller_returns(const node& given, report& problems) {
    return read_terms(mapping(given, {"window", "reasons", "max_share"}, problems), problems);
}

}  // namespace pointsman::yaml
