#pragma once

#include <pointsman/journal/record.hpp>

#include <cstdint>
#include <string>
#include <utility>

// Small records for tests in which only kind and size matter.
namespace pointsman::journal::test {

inline base::lead_id lead(std::uint8_t number) {
    base::lead_id id;
    id.value.bytes.back() = number;
    return id;
}

inline record a_received(std::uint8_t number, std::string fields = "{}") {
    received what;
    what.id = lead(number);
    what.fields_json = std::move(fields);
    return what;
}

inline record an_outcome(std::uint8_t number) {
    outcome what;
    what.id = lead(number);
    return what;
}

}  // namespace pointsman::journal::test
