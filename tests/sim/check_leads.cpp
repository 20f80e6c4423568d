#include "past.hpp"
#include "truth.hpp"

#include <fmt/format.h>

#include <algorithm>

// What may be committed: one lead a request, one final outcome, one sale, and money to the
// micro-unit.
namespace pointsman::sim {

void truth::plan_made(int version, plan::snapshot_pointer plan) {
    versions_[plan->hash] = version;
    plans_[version] = std::move(plan);
}

std::size_t truth::request_planned(request_truth request) {
    requests_.push_back(std::move(request));
    return requests_.size() - 1;
}

const plan::order& truth::order_named(const std::string& name, int version) const {
    return plans_.at(version)->orders.at(static_cast<std::size_t>(std::stoi(name.substr(1))));
}

void truth::committed(const journal::record& entry) {
    if (const auto* received = std::get_if<journal::received>(&entry)) check(*received);
    if (const auto* refused = std::get_if<journal::refused>(&entry)) check(*refused);
    if (const auto* posting = std::get_if<journal::posting>(&entry)) check(*posting);
    if (const auto* outcome = std::get_if<journal::outcome>(&entry)) check(*outcome);
    if (const auto* made = std::get_if<journal::follow_up>(&entry)) check(*made);
    if (const auto* end = std::get_if<journal::follow_up_end>(&entry)) check(*end);
    if (const auto* said = std::get_if<journal::void_answer>(&entry)) check(*said);
}

void truth::check(const journal::received& what) {
    if (leads_.contains(what.id)) return in_.fail("a lead was stored twice");
    lead_truth& lead = leads_[what.id];
    const std::string ref = what.ref;
    lead.request = static_cast<std::size_t>(std::stoi(ref.substr(1)));
    const request_truth& request = requests_.at(lead.request);
    lead.version = versions_.at(what.plan_hash);
    if (request.seller != what.seller) in_.fail("a lead was stored under another seller");
    const std::set<int>& in_force =
        what.resale ? resale_versions_[what.resale->of.lead] : request.versions;
    if (!in_force.contains(lead.version))
        in_.fail("a lead's plan was not in force when it arrived");
    if (what.resale) check_resale(what.id, what.resale->of);
}

void truth::check(const journal::refused& what) {
    if (what.reason != "duplicate") return in_.fail("turned away for " + what.reason);
    if (!in_.how.rejects_sold) in_.fail("turned away by no rule");
    leads_[what.id].request = static_cast<std::size_t>(std::stoi(what.ref.substr(1)));
    if (what.resale) check_resale(what.id, what.resale->of);
}

// Of two requests; a test lead is nobody's.
bool truth::is_same_consumer(std::size_t request, const lead_truth& other) const {
    const request_truth& one = requests_.at(request);
    const request_truth& two = requests_.at(other.request);
    return request != other.request && one.consumer == two.consumer && !one.test && !two.test;
}

void truth::check(const journal::posting& what) {
    const auto found = data_.leads().find(what.id);
    if (found == data_.leads().end() || !found->second.received)
        return in_.fail("a posting of a lead that is not stored");
    const lead_rows& known = found->second;
    const lead_truth& lead = leads_.at(what.id);
    if (known.final || known.pending) in_.fail("a posting after the walk's outcome");
    for (const journal::posting& other : known.postings)
        if (other.order == what.order) in_.fail("two postings to one order");
    const plan::order& order = order_named(what.order, lead.version);
    if (what.holds != (order.via->no_answer == plan::silence::hold))
        in_.fail("a posting under another plan's contract");
    const std::optional<base::wall_time> due =
        order.via->settle_after ? std::optional(what.at + *order.via->settle_after) : std::nullopt;
    if (what.settle_at != due) in_.fail("a posting settles by another plan's contract");
    const auto number = static_cast<std::size_t>(std::stoi(what.order.substr(1)));
    base::money expected;
    if (const auto* fixed = std::get_if<base::money>(&order.price)) expected = *fixed;
    if (const auto bid = lead.bids.find(number); bid != lead.bids.end()) {
        expected = bid->second.price;
        if (!bid->second.in_time) in_.fail("a bid that came too late was taken");
    }
    if (what.price != expected) in_.fail("a price that nobody bid");
    const std::int64_t payout = due_payout(what.id, what.price);
    if (what.payout.micros() != payout)
        in_.fail(fmt::format("payout {} of {}, but {} is owed", what.payout.micros(),
                             what.price.micros(), payout));
    const auto least = min_price_of(what.id);
    if (least && what.payout < *least) in_.fail("the seller is paid less than its minimum");
    check_never_had(what.id, what.buyer);
}

void truth::check(const journal::outcome& what) {
    const auto found = data_.leads().find(what.id);
    if (found == data_.leads().end() || !found->second.received)
        return in_.fail("an outcome of a lead that is not stored");
    const lead_rows& known = found->second;
    if (known.final) in_.fail("a second final outcome");
    if (what.status == "pending") {
        if (known.pending) in_.fail("a second pending outcome");
        return;
    }
    check_settled_by_follow_up(what);
    if (what.status == "sold")
        check_sale(what, known);
    else
        check_unsold(what, known);
}

void truth::check_sale(const journal::outcome& what, const lead_rows& known) {
    if (!what.sale) return in_.fail("sold without a sale");
    const auto posting =
        std::ranges::find(known.postings, what.sale->order, &journal::posting::order);
    if (posting == known.postings.end()) return in_.fail("sold without a posting");
    const ledger::split& money = what.sale->money;
    check_price(what, *posting);
    if (in_.how.rejects_sold) {
        for (const auto& [id, lead] : leads_) {
            const auto rows = data_.leads().find(id);
            if (rows != data_.leads().end() && rows->second.final && rows->second.final->sale &&
                rows->second.returns.empty() && is_same_consumer(leads_.at(what.id).request, lead))
                in_.fail("a consumer was sold twice");
        }
    }
    base::money sum;
    for (const ledger::entry& line : what.entries) sum += line.amount;
    if (what.entries.size() != 3 || sum != base::money() || what.entries[0].amount != money.price)
        in_.fail("ledger entries do not sum to zero");
    const bool by_contract = what.events_json.find("settle_after") != std::string::npos;
    if (!by_contract && !has_accepted(what.id, what.sale->order))
        in_.fail("sold to a buyer that did not accept");
}

void truth::check_unsold(const journal::outcome& what, const lead_rows& known) {
    if (what.sale || !what.entries.empty()) in_.fail("money moves without a sale");
    const bool by_contract = what.events_json.find("settle_after") != std::string::npos;
    if (by_contract) return;
    // The operator asked the buyer before a re-post was read that was on its way.
    const bool by_operator = what.events_json.find("an operator") != std::string::npos;
    for (const post_truth& one : leads_.at(what.id).posts) {
        const auto post = std::ranges::find(known.postings, one.order, &journal::posting::order);
        if (one.said == verdict::accepts && post != known.postings.end() && post->holds &&
            !(one.by_repost && by_operator))
            in_.fail("a buyer holds a lead that is told unsold");
    }
}

// A buyer gets back what it paid, once, and every transaction sums to zero.
void truth::given_back(const base::lead_id& id) {
    const lead_rows& lead = data_.leads().at(id);
    base::money of_buyer;
    base::money sum;
    const auto book = [&](const std::vector<ledger::entry>& lines) {
        for (const ledger::entry& line : lines) {
            sum += line.amount;
            if (line.side == ledger::account::buyer) of_buyer += line.amount;
        }
    };
    book(lead.final->entries);
    for (const auto& lines : lead.returns) book(lines);
    if (of_buyer != base::money()) in_.fail("a buyer got back what it did not pay");
    if (sum != base::money()) in_.fail("a return does not sum to zero");
}

}  // namespace pointsman::sim
