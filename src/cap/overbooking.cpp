#include <pointsman/cap/book.hpp>

namespace pointsman::cap {

bool admits(const usage& used, std::int64_t amount, std::int64_t most, const overbooking* soft) {
    constexpr double whole = 10'000;
    const std::int64_t left = most - used.committed;
    if (amount <= left - used.reserved) return true;
    if (soft == nullptr || left <= 0) return false;
    const double chance =
        chance_of_more_than(left, used.reserved + amount, soft->accepts->estimate());
    return chance <= soft->risk.value / whole;
}

}  // namespace pointsman::cap
