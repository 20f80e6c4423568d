#include "seller_keys.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>

namespace pointsman::sandbox {

base::result<std::map<std::string, std::string>, std::string> read_seller_keys(
    const std::vector<std::string>& sellers, const std::vector<std::string>& renamed) {
    std::map<std::string, std::string> variables;
    for (const std::string& seller : sellers) variables[seller] = base::to_upper(seller) + "_KEY";
    for (const std::string& pair : renamed) {
        const std::size_t equals = pair.find('=');
        const auto known = variables.find(pair.substr(0, equals));
        if (equals == std::string::npos || known == variables.end())
            return base::failure(fmt::format("\"{}\" is not SELLER=NAME with one of the sellers {}",
                                             pair, fmt::join(sellers, ", ")));
        known->second = pair.substr(equals + 1);
    }
    std::map<std::string, std::string> keys;
    std::vector<std::string> unset;
    for (const auto& [seller, variable] : variables) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): the program has one thread and changes no
        // variable.
        const char* key = std::getenv(variable.c_str());
        if (key == nullptr || *key == '\0')
            unset.push_back(variable);
        else
            keys[seller] = key;
    }
    if (!unset.empty()) return base::failure(fmt::format("not set: {}", fmt::join(unset, ", ")));
    return keys;
}

}  // namespace pointsman::sandbox
