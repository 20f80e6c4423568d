#pragma once

#include <pointsman/base/time.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace pointsman::base {

// A 128-bit identifier; ours are UUIDv7 (RFC 9562, 5.7): 48 bits of Unix milliseconds first, so
// that ids sort by time and a day is a range.
struct uuid {
    std::array<std::uint8_t, 16> bytes{};

    friend constexpr auto operator<=>(const uuid&, const uuid&) = default;
};

// "0192f3a4-5b6c-7d8e-9f01-23456789abcd"
std::string to_text(const uuid& id);

// Accepts exactly the form that to_text writes (either case); nothing else.
std::optional<uuid> parse_uuid(std::string_view text);

// Makes UUIDv7s that never go backwards, also when the wall clock does: the time is clamped to the
// latest one used, and within one millisecond a counter orders them. Safe to call from any thread.
class uuid_source {
public:
    explicit uuid_source(std::uint64_t seed);
    uuid next(wall_time now);

private:
    std::mutex mutex_;
    std::mt19937_64 random_;
    std::int64_t latest_ms_ = 0;
    std::uint32_t counter_ = 0;
};

// One lead = one id, also the `ping_id` of the two-step exchange.
struct lead_id {
    uuid value;

    friend constexpr auto operator<=>(const lead_id&, const lead_id&) = default;
};

inline std::string to_text(const lead_id& id) {
    return to_text(id.value);
}

}  // namespace pointsman::base

template <>
struct std::hash<pointsman::base::lead_id> {
    std::size_t operator()(const pointsman::base::lead_id& id) const noexcept;
};
