#include "ranking.hpp"

#include <algorithm>
#include <tuple>

namespace pointsman::walk {

candidate_number best_of(const std::vector<ranked>& standing) {
    const auto goes_first = [](const ranked& a, const ranked& b) {
        return std::tuple(b.price, a.lot, a.who) < std::tuple(a.price, b.lot, b.who);
    };
    return std::ranges::min_element(standing, goes_first)->who;
}

journal::lead_reason why_unsold(std::size_t posts,
                                const std::vector<journal::candidate_reason>& endings) {
    if (posts > 0) return journal::lead_reason::all_rejected;
    const bool seller_wanted_more =
        std::ranges::count(endings, journal::candidate_reason::below_min_price) > 0;
    return seller_wanted_more ? journal::lead_reason::below_min_price
                              : journal::lead_reason::no_bid;
}

}  // namespace pointsman::walk
