#include <pointsman/filter/rule.hpp>

#include <utility>

namespace pointsman::filter {

std::string_view to_text(operation op) {
    switch (op) {
        case operation::in: return "in";
        case operation::not_in: return "not_in";
        case operation::is: return "is";
        case operation::between: return "between";
        case operation::at_least: return "at_least";
        case operation::at_most: return "at_most";
        case operation::matches: return "matches";
        case operation::starts_with: return "starts_with";
        case operation::present: return "present";
    }
    std::unreachable();
}

}  // namespace pointsman::filter
