#include <pointsman/cap/accept_rate.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace pointsman::cap {

void accept_rate::count(bool is_accepted) {
    const std::lock_guard lock(mutex_);
    ++posted_;
    if (is_accepted) ++accepted_;
    if (posted_ < remembered_posts) return;
    posted_ /= 2;
    accepted_ = (accepted_ + 1) / 2;  // rounded towards more accepts, the careful side
}

double accept_rate::estimate() const {
    const std::lock_guard lock(mutex_);
    return static_cast<double>(accepted_ + 1) / static_cast<double>(posted_ + 1);
}

// Sums the terms of the upper tail, from the first on. They are made in logarithms, each out of the
// one before, because their factors leave the range of a double.
double chance_of_more_than(std::int64_t most, std::int64_t trials, double chance) {
    assert(most >= 0 && trials >= 0 && chance >= 0 && chance <= 1);
    if (trials <= most || chance == 0) return 0;
    if (chance == 1) return 1;
    const double odds = std::log(chance) - std::log1p(-chance);
    double term = static_cast<double>(trials) * std::log1p(-chance);  // none succeeds
    double tail = 0;
    for (std::int64_t successes = 0; successes <= trials; ++successes) {
        if (successes > most) tail += std::exp(term);
        term +=
            std::log(static_cast<double>(trials - successes) / static_cast<double>(successes + 1)) +
            odds;
    }
    return std::min(1.0, tail);
}

}  // namespace pointsman::cap
