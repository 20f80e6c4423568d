#include "commands.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace pointsman::sandbox {

int complain(const std::string& problem) {
    fmt::print(stderr, "{}\n", problem);
    return 1;
}

}  // namespace pointsman::sandbox
