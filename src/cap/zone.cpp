#include <pointsman/cap/hours.hpp>

#include <date/tz.h>

#include <exception>
#include <stdexcept>

namespace pointsman::cap {
namespace {

// Reads the zone's data at once (the library would wait for the first use), so that a zone that was
// made never throws.
const date::time_zone& load(std::string_view iana_name) {
    const date::time_zone& found = *date::locate_zone(iana_name);
    found.get_info(date::sys_seconds{});
    return found;
}

std::chrono::seconds offset_at(const date::time_zone& where, base::wall_time at) {
    return where.get_info(at).offset;
}

}  // namespace

zone::zone(std::string_view iana_name) : name_(iana_name) {
    try {
        zone_ = &load(iana_name);
    } catch (const std::exception& problem) {
        throw std::runtime_error("time zone \"" + name_ + "\": " + problem.what());
    }
}

bool zone::is_known(std::string_view iana_name) {
    try {
        load(iana_name);
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

std::chrono::local_time<base::duration> zone::local(base::wall_time at) const {
    const auto offset = zone_ ? offset_at(*zone_, at) : std::chrono::seconds{0};
    return std::chrono::local_time<base::duration>(at.time_since_epoch() + offset);
}

base::wall_time zone::instant_of(std::chrono::local_time<base::duration> local) const {
    const base::wall_time as_if_utc(local.time_since_epoch());
    if (!zone_) return as_if_utc;
    const date::local_info info =
        zone_->get_info(date::local_time<base::duration>(local.time_since_epoch()));
    if (info.result == date::local_info::nonexistent) return info.second.begin;
    return as_if_utc - info.first.offset;  // of two, `first` is the earlier
}

}  // namespace pointsman::cap
