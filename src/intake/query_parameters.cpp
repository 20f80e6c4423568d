#include "query_parameters.hpp"

#include "member_reader.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace pointsman::intake {

void complain_of(std::vector<problem>& problems, std::string_view field, std::string_view detail) {
    problems.push_back({.field = std::string(field),
                        .reason = std::string(invalid_field()),
                        .detail = std::string(detail)});
}

parameters parameters_of(std::string_view query, std::span<const std::string_view> known,
                         std::vector<problem>& problems) {
    parameters given;
    if (query.empty()) return given;
    for (const std::string_view piece : base::split(query, '&')) {
        const std::size_t equals = std::min(piece.find('='), piece.size());
        const auto name = base::form_decode(piece.substr(0, equals));
        const auto value = base::form_decode(piece.substr(std::min(equals + 1, piece.size())));
        if (!name || !value || !base::is_clean_utf8(*name) || !base::is_clean_utf8(*value))
            complain_of(problems, "", "a parameter is not in application/x-www-form-urlencoded");
        else if (std::ranges::find(known, *name) == known.end())
            complain_of(problems, *name,
                        fmt::format("is not known here; {} are", fmt::join(known, ", ")));
        else if (!given.emplace(*name, *value).second)
            complain_of(problems, *name, "is given twice");
    }
    return given;
}

}  // namespace pointsman::intake
