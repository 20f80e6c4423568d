#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace pointsman::base {

// Everything is measured in microseconds: fine enough for a ping, and 292,000 years in 64 bits.
using duration = std::chrono::microseconds;

// Steady time orders events and drives timeouts; it never jumps, and means nothing outside of the
// process.
using steady_time = std::chrono::time_point<std::chrono::steady_clock, duration>;

// Wall time (UTC) decides calendar windows (caps, hours) and is what is stored and shown.
using wall_time = std::chrono::sys_time<duration>;

// One reading of both clocks. Pure code receives instants; it never reads a clock.
struct instant {
    steady_time steady;
    wall_time wall;
};

// The moment after which nobody waits any more: made once, when a lead arrives, and handed down as
// a value.
class deadline {
public:
    explicit constexpr deadline(steady_time at) : at_(at) {}

    static constexpr deadline after(steady_time now, duration limit) {
        return deadline(now + limit);
    }

    constexpr steady_time at() const { return at_; }

    constexpr bool passed(steady_time now) const { return now >= at_; }

    // Never negative: nothing is left once the deadline has passed.
    constexpr duration time_left(steady_time now) const {
        return std::max(duration::zero(), at_ - now);
    }

    // The earlier of this deadline and `limit` from `now`: a buyer's own timeout inside the lead's.
    constexpr deadline within(steady_time now, duration limit) const {
        return deadline(std::min(at_, now + limit));
    }

    friend constexpr auto operator<=>(deadline, deadline) = default;

private:
    steady_time at_;
};

// "2026-11-21T21:15:02.123456Z": RFC 3339 in UTC, always with six decimals, so that texts sort as
// times do.
std::string to_rfc3339(wall_time at);

// The same without the decimals where there is no fraction: "2026-11-21T21:15:02Z", for people.
std::string to_short_rfc3339(wall_time at);

// A moment as RFC 3339 writes it, "2026-11-21T21:15:02Z" or with up to six decimals and an offset
// such as "-08:00", in the years 1900 to 2100 and without leap seconds; nothing for any other text.
std::optional<wall_time> parse_rfc3339(std::string_view text);

}  // namespace pointsman::base
