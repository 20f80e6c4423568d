#pragma once

#include <string>

namespace pointsman::yaml {

enum class severity { error, warning };

struct problem {
    std::string file;  // relative to the folder
    int line = 0;      // counted from 1; 0: the file as a whole
    int column = 0;    // in bytes, counted from 1; 0: the line as a whole
    std::string what;  // what is wrong and what was expected; never a secret
    severity how_bad = severity::error;
};

// "buyers/northstar.yaml:12:7: error: ..."
std::string to_text(const problem& which);

}  // namespace pointsman::yaml
