#include <pointsman/sandbox/random.hpp>

#include <cmath>
#include <numbers>

namespace pointsman::sandbox {
namespace {

std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

}  // namespace

random::random(std::uint64_t seed, std::string_view name) : state_(mixed(seed) ^ hash_of(name)) {}

std::uint64_t random::next() {
    return mixed(state_ += 0x9e3779b97f4a7c15U);
}

double random::unit() {
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

bool random::chance(double probability) {
    return unit() < probability;
}

std::int64_t random::between(std::int64_t least, std::int64_t most) {
    const auto width = static_cast<std::uint64_t>(most - least) + 1;
    return least + static_cast<std::int64_t>(next() % width);
}

double random::normal() {
    // Box and Muller; 1 - u keeps zero out of the logarithm.
    const double radius = std::sqrt(-2.0 * std::log(1.0 - unit()));
    return radius * std::cos(2.0 * std::numbers::pi * unit());
}

double random::lognormal(double median, double sigma) {
    return median * std::exp(sigma * normal());
}

double random::exponential(double mean) {
    return -mean * std::log(1.0 - unit());
}

}  // namespace pointsman::sandbox
