#include <pointsman/cap/book.hpp>

#include <fmt/format.h>

namespace pointsman::cap {

std::int64_t most_at(const limit& cap, base::wall_time now) {
    return cap.used->changes().apply(cap.most, now);
}

std::string counter_name(std::string_view order, event on, period per, measure what,
                         std::string_view when) {
    return fmt::format("{}|{}|{}|{}|{}", order, to_text(on), to_text(per), to_text(what), when);
}

std::shared_ptr<counter> book::counter_of(const std::string& name) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<counter>& found = counters_[name];
    if (!found) found = std::make_shared<counter>();
    return found;
}

}  // namespace pointsman::cap
