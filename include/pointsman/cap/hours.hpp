#pragma once

#include <pointsman/base/time.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace date {
class time_zone;
}

namespace pointsman::cap {

// An IANA time zone with the machine's own tzdata. Immutable and cheap to copy.
class zone {
public:
    // UTC, without asking tzdata.
    zone() = default;

    // Throws std::runtime_error for a name that tzdata does not know or whose data cannot be read;
    // is_known tells beforehand.
    explicit zone(std::string_view iana_name);
    static bool is_known(std::string_view iana_name);

    const std::string& name() const { return name_; }

    // What the clock on the wall shows there: a local time as if it were UTC.
    std::chrono::local_time<base::duration> local(base::wall_time at) const;

    // The instant of a local midnight or hour start. A time that a DST change skips means the first
    // instant after the gap; one that occurs twice means the first of the two.
    base::wall_time instant_of(std::chrono::local_time<base::duration> local) const;

private:
    const date::time_zone* zone_ = nullptr;  // null for UTC; lives as long as the process
    std::string name_ = "UTC";
};

// A span of a day, in minutes since midnight: [from, to), 0 <= from < to <= 1440.
struct span_of_day {
    std::int32_t from_minute = 0;
    std::int32_t to_minute = 1440;
};

// Whether a clock on the wall that shows `local` stands in one of the spans.
bool is_open(const std::vector<span_of_day>& spans, std::chrono::local_time<base::duration> local);

// When an order is open, by weekday (0 = Monday) in the buyer's zone. A day without spans is
// closed. A span over midnight ("20:00-02:00") is split in two by the reader.
struct hours {
    std::array<std::vector<span_of_day>, 7> days;

    // The clock on the wall decides: on the day of a DST change a span may last an hour more or
    // less.
    bool open_at(const zone& where, base::wall_time at) const;
};

}  // namespace pointsman::cap
