#pragma once

#include <pointsman/base/time.hpp>

#include <cstdint>
#include <random>

namespace pointsman::journal {

// How long to wait before the next try: doubled from `first` up to `longest`, of which a random
// half is left away so that servers that lost the same database do not come back in step.
class back_off {
public:
    back_off(base::duration first, base::duration longest, std::uint64_t seed);

    // At least half of the current step, at most all of it.
    base::duration next();

    // A try succeeded.
    void reset() { step_ = first_; }

private:
    base::duration first_;
    base::duration longest_;
    base::duration step_;
    std::mt19937_64 random_;
};

}  // namespace pointsman::journal
