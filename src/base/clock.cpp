#include <pointsman/base/clock.hpp>

#include <chrono>

namespace pointsman::base {

instant system_clock::now() const {
    return {.steady = std::chrono::floor<duration>(std::chrono::steady_clock::now()),
            .wall = std::chrono::floor<duration>(std::chrono::system_clock::now())};
}

}  // namespace pointsman::base
