#include <pointsman/duplicate/rule.hpp>

#include <array>
#include <cstddef>

namespace pointsman::duplicate {

std::string_view to_text(match by) {
    return by == match::all ? "all" : "any";
}

std::string_view to_text(scope within) {
    constexpr std::array<std::string_view, 6> names = {"source", "seller", "vertical",
                                                       "global", "buyer",  "buyer_group"};
    return names.at(static_cast<std::size_t>(within));
}

std::string_view to_text(event what) {
    constexpr std::array<std::string_view, 3> names = {"seen", "posted", "sold"};
    return names.at(static_cast<std::size_t>(what));
}

std::string_view to_text(action then) {
    constexpr std::array<std::string_view, 3> names = {"reject", "exclude_buyer", "flag"};
    return names.at(static_cast<std::size_t>(then));
}

}  // namespace pointsman::duplicate
