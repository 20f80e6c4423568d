#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pointsman::sandbox {

// A stream of random numbers that is the same for the same seed whatever the standard library:
// SplitMix64 (Steele, Lea and Flood, 2014) and distributions of our own, because those of <random>
// are not specified bit by bit.
class random {
public:
    explicit random(std::uint64_t seed) : state_(seed) {}

    // The stream that belongs to `name`, e.g. an offer id: independent of who asked before.
    random(std::uint64_t seed, std::string_view name);

    std::uint64_t next();
    double unit();  // [0, 1)
    bool chance(double probability);
    std::int64_t between(std::int64_t least, std::int64_t most);  // both inclusive
    double normal();                                              // mean 0, deviation 1
    double lognormal(double median, double sigma);
    double exponential(double mean);

    // One of the items, which must not be none.
    template <class Items>
    const auto& pick(const Items& items) {
        return items[static_cast<std::size_t>(next() % std::size(items))];
    }

private:
    std::uint64_t state_;
};

}  // namespace pointsman::sandbox
