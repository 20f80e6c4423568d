#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/journal/reason.hpp>
#include <pointsman/walk/terms.hpp>

#include <cstddef>
#include <vector>

namespace pointsman::walk {

struct ranked {
    candidate_number who = 0;
    base::money price;
    std::uint64_t lot = 0;
};

// The highest price; among equals the lowest lot, then the lowest number. Precondition: not empty.
candidate_number best_of(const std::vector<ranked>& standing);

// The lead's reason when every candidate has ended without a sale.
journal::lead_reason why_unsold(std::size_t posts,
                                const std::vector<journal::candidate_reason>& endings);

}  // namespace pointsman::walk
