#pragma once

#include <cstdint>

namespace pointsman::sim {

// SplitMix64 (Steele, Lea, Flood 2014): small, fast, and the same on every machine.
class random {
public:
    explicit random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15ULL;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

    // low <= result <= high
    std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
    }

    bool chance(std::int64_t permille) { return between(0, 999) < permille; }

    // A stream of its own, so that one part's draws do not shift another's.
    random fork(std::uint64_t which) const {
        return random(random(state_ ^ which * 0xd1342543de82ef95ULL).next());
    }

private:
    std::uint64_t state_;
};

}  // namespace pointsman::sim
