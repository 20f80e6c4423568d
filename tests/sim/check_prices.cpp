#include "past.hpp"
#include "truth.hpp"

#include <fmt/format.h>

#include <algorithm>

// What a sale may cost: what was posted, or less where the buyer said so and its contract takes
// that.
namespace pointsman::sim {
namespace {

// The seller's share, reckoned apart from the product: 128 bits, down to the cent.
std::int64_t payout_of(std::int64_t price, std::int64_t basis_points, std::int64_t margin) {
    const auto share =
        static_cast<std::int64_t>(static_cast<__int128>(price) * basis_points / 10'000);
    const std::int64_t most = std::max<std::int64_t>(0, price - margin);
    return std::min(share, most) / 10'000 * 10'000;
}

}  // namespace

std::int64_t truth::due_payout(const base::lead_id& lead, base::money price) const {
    if (is_paid_already(lead)) return 0;
    const plan::snapshot& plan = *plans_.at(leads_.at(lead).version);
    const auto& terms = plan.sellers[0].programs.begin()->second.payout;
    return payout_of(price.micros(), in_.how.payout_basis_points, terms.min_margin.micros());
}

base::money truth::offered_to(const base::lead_id& lead, std::size_t order) const {
    const auto found = data_.leads().find(lead);
    if (found == data_.leads().end()) return {};
    for (const journal::posting& one : found->second.postings)
        if (one.order == fmt::format("o{}", order)) return one.price;
    return {};
}

std::optional<base::money> truth::named_by(const base::lead_id& lead,
                                           const std::string& order) const {
    const auto found = leads_.find(lead);
    if (found == leads_.end()) return std::nullopt;
    for (const post_truth& one : found->second.posts)
        if (one.order == order) return one.named;
    return std::nullopt;
}

std::optional<base::money> truth::due_price(const journal::posting& post) const {
    const auto named = named_by(post.id, post.order);
    if (!named || *named >= post.price) return post.price;
    const std::int64_t payout = due_payout(post.id, *named);
    const auto least = min_price_of(post.id);
    const bool pays_enough = !least || payout >= least->micros();
    const bool pays = payout > 0 || is_paid_already(post.id);
    return pays && pays_enough ? named : std::nullopt;
}

// A contract that ends silence sells at what was posted, and so does an operator where the buyer
// pays too little. Nobody else sells such a lead.
void truth::check_price(const journal::outcome& what, const journal::posting& post) {
    const ledger::split& money = what.sale->money;
    if (money.margin != money.price - money.payout || money.payout.micros() < 0)
        in_.fail("a sale that does not divide into payout and margin");
    if (money.payout.micros() != due_payout(what.id, money.price))
        in_.fail(fmt::format("payout {} of {}, but {} is owed", money.payout.micros(),
                             money.price.micros(), due_payout(what.id, money.price)));
    const auto was_settled_by = [&](const char* who) {
        return what.events_json.find(who) != std::string::npos;
    };
    auto due = due_price(post);
    if (was_settled_by("settle_after")) due = post.price;
    if (!due && !was_settled_by("an operator"))
        return in_.fail("a sale to a buyer that pays too little");
    if (money.price != due.value_or(post.price))
        in_.fail(fmt::format("a sale at {}, but its buyer pays {}", money.price.micros(),
                             due.value_or(post.price).micros()));
    const auto least = min_price_of(what.id);
    if (least && money.payout < *least) in_.fail("the seller is paid less than its minimum");
}

}  // namespace pointsman::sim
