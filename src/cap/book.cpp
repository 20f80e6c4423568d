#include <pointsman/cap/book.hpp>

#include <fmt/format.h>

namespace pointsman::cap {

std::int64_t most_at(const limit& cap, base::wall_time now) {
    return cap.used->changes().apply(cap.most, now);
}

std::string counter_name(owner of, std::string_view owner_name, event on, period per, measure what,
                         std::string_view when) {
    return fmt::format("{} {}|{}|{}|{}|{}", to_text(of), owner_name, to_text(on), to_text(per),
                       to_text(what), when);
}

std::string account_name(std::string_view buyer, std::string_view currency) {
    return fmt::format("{} {}", buyer, currency);
}

std::string open_posts_name(owner of, std::string_view owner_name) {
    return fmt::format("{} {}", to_text(of), owner_name);
}

}  // namespace pointsman::cap
