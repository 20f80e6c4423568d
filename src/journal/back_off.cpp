#include <pointsman/journal/back_off.hpp>

#include <algorithm>

namespace pointsman::journal {

back_off::back_off(base::duration first, base::duration longest, std::uint64_t seed)
    : first_(first), longest_(longest), step_(first), random_(seed) {}

base::duration back_off::next() {
    const auto step = step_.count();
    step_ = std::min(longest_, step_ * 2);
    std::uniform_int_distribution<base::duration::rep> upper_half(step - step / 2, step);
    return base::duration(upper_half(random_));
}

}  // namespace pointsman::journal
