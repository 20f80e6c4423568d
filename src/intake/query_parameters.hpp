#pragma once

#include <pointsman/intake/submission.hpp>

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pointsman::intake {

using parameters = std::map<std::string, std::string, std::less<>>;

// The parameters of a URL's query; one that is not among `known`, twice there or not decodable is a
// problem.
parameters parameters_of(std::string_view query, std::span<const std::string_view> known,
                         std::vector<problem>& problems);

void complain_of(std::vector<problem>& problems, std::string_view field, std::string_view detail);

}  // namespace pointsman::intake
