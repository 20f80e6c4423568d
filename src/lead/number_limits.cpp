#include "number_limits.hpp"

#include <pointsman/lead/value.hpp>

#include <fmt/format.h>

#include <limits>

namespace pointsman::lead {

namespace {

std::string limit_text(const field& definition, std::int64_t limit) {
    if (definition.type == field_type::decimal) return to_text(value(decimal{limit}));
    return to_text(value(limit));
}

}  // namespace

bool is_within_limits(const field& definition, std::int64_t number) {
    return number >= definition.min.value_or(std::numeric_limits<std::int64_t>::min()) &&
           number <= definition.max.value_or(std::numeric_limits<std::int64_t>::max());
}

std::string expected_number(const field& definition) {
    const std::string kind = definition.type == field_type::decimal ? "must be a decimal number"
                                                                    : "must be a whole number";
    if (definition.min && definition.max)
        return fmt::format("{} from {} to {}", kind, limit_text(definition, *definition.min),
                           limit_text(definition, *definition.max));
    if (definition.min)
        return fmt::format("{} of at least {}", kind, limit_text(definition, *definition.min));
    if (definition.max)
        return fmt::format("{} of at most {}", kind, limit_text(definition, *definition.max));
    return kind;
}

}  // namespace pointsman::lead
