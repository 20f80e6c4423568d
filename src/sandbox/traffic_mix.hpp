#pragma once

#include <pointsman/sandbox/generator.hpp>
#include <pointsman/sandbox/random.hpp>

#include <string>
#include <vector>

namespace pointsman::sandbox {

struct origin {
    std::string seller;
    std::string source;
};

// Which seller of config/sellers sends a lead of this market, and from which of its sites. A few
// come from sources that the configuration refuses.
origin draw_origin(market which, random& dice);

// The names of all sellers that send leads of these markets, each once.
std::vector<std::string> sellers_of(const std::vector<market>& markets);

}  // namespace pointsman::sandbox
