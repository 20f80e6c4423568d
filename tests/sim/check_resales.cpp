#include "past.hpp"
#include "truth.hpp"

#include <algorithm>

// What may become of a returned lead: at most one new lead, for buyers that never had it, and no
// second payout to a seller that kept the first.
namespace pointsman::sim {

void truth::resale_begins(const base::lead_id& returned, int version) {
    resale_versions_[returned].insert(version);
}

void truth::resale_ended(const base::lead_id& returned, engine::resale_end how) {
    if (how == engine::resale_end::later)
        resold_later_.insert(returned);
    else
        resold_later_.erase(returned);
}

void truth::check_resale(const base::lead_id& id, const journal::sale_key& of) const {
    const auto earlier = data_.leads().find(of.lead);
    if (earlier == data_.leads().end() || earlier->second.returns.empty())
        return in_.fail("a resale of what was not returned");
    if (!earlier->second.resell_until) in_.fail("a resale that no contract allows");
    if (data_.is_resold(earlier->second)) in_.fail("a sale was resold twice");
    if (leads_.at(id).request != leads_.at(of.lead).request)
        in_.fail("a resale of another consumer's lead");
    const auto times = static_cast<std::int64_t>(data_.with_earlier(of.lead).size());
    if (times > in_.how.resale_times) in_.fail("a lead was resold too often");
}

// Before the post is sent.
void truth::check_never_had(const base::lead_id& id, const std::string& buyer) const {
    const std::vector<base::lead_id> chain = data_.with_earlier(id);
    for (std::size_t i = 1; i < chain.size(); ++i)
        for (const journal::posting& post : data_.leads().at(chain[i]).postings)
            if (post.buyer == buyer) in_.fail("a lead was resold to a buyer that had it");
}

// What the seller was credited for the leads that this is a resale of did not all come back.
bool truth::is_paid_already(const base::lead_id& lead) const {
    base::money kept;
    const auto book = [&kept](const std::vector<ledger::entry>& lines) {
        for (const ledger::entry& line : lines)
            if (line.side == ledger::account::seller) kept += -line.amount;
    };
    const std::vector<base::lead_id> chain = data_.with_earlier(lead);
    for (std::size_t i = 1; i < chain.size(); ++i) {
        const lead_rows& earlier = data_.leads().at(chain[i]);
        book(earlier.final->entries);
        for (const auto& lines : earlier.returns) book(lines);
    }
    return kept != base::money();
}

bool truth::is_resale_of_one_another(const base::lead_id& one, const base::lead_id& two) const {
    return data_.with_earlier(one).back() == data_.with_earlier(two).back();
}

std::optional<base::money> truth::min_price_of(const base::lead_id& lead) const {
    if (is_paid_already(lead)) return std::nullopt;
    return requests_.at(leads_.at(lead).request).min_price;
}

bool truth::owes_resale() const {
    return std::ranges::any_of(data_.leads(), [this](const auto& one) {
        return is_due_again(data_, one.second, in_.time.now().wall) &&
               !resold_later_.contains(one.first);
    });
}

}  // namespace pointsman::sim
