#pragma once

#include "member_reader.hpp"

#include <pointsman/base/strict_json.hpp>

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

namespace pointsman::intake {

// Of type "about:blank" a problem's title is the status's own phrase (RFC 9457, 4.2.1).
inline refusal not_understood(const base::json_problem& what) {
    problem only{
        .field = {},
        .reason = std::string(invalid_field()),
        .detail = fmt::format("not acceptable JSON at byte {}: {}", what.offset, what.what)};
    return {.http_status = 400,
            .title = "Bad Request",
            .problems = {std::move(only)},
            .vertical = {},
            .ref = {}};
}

inline refusal invalid(std::vector<problem> problems) {
    return {.http_status = 422,
            .title = "Unprocessable Content",
            .problems = std::move(problems),
            .vertical = {},
            .ref = {}};
}

// Reads a whole request that is one object: `read(member_reader&)` gives the value and complains of
// what is wrong.
template <class Value, class Read>
base::result<Value, refusal> read_object(std::string_view body, const base::json_limits& limits,
                                         const Read& read) {
    const auto request = base::parse_json(body, limits);
    if (!request) return base::failure(not_understood(request.error()));
    std::vector<problem> problems;
    member_reader members(*request, "", problems);
    if (!request->is_object()) {
        members.complain("", "must be an object");
        return base::failure(invalid(std::move(problems)));
    }
    Value value = read(members);
    if (!problems.empty()) return base::failure(invalid(std::move(problems)));
    return value;
}

}  // namespace pointsman::intake
