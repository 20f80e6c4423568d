#pragma once

#include <pointsman/yaml/problem.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pointsman::yaml {

// Where something stands in the configuration. Refers to the file's name, which the caller of load
// owns.
struct place {
    std::string_view file;
    int line = 0;
    int column = 0;
};

// "buyers/northstar.yaml:12:7"
std::string to_text(const place& at);

// Collects every problem found. A connection is read once for each vertical it serves, so the same
// problem may be reported several times; it is kept once.
class report {
public:
    // Beyond so many nobody reads on; the rest is only counted.
    static constexpr std::size_t max_problems = 1000;

    void error(const place& at, std::string what) { add(at, std::move(what), severity::error); }

    void warning(const place& at, std::string what) { add(at, std::move(what), severity::warning); }

    std::size_t errors() const { return errors_; }

    // Everything, sorted by place, without repetitions.
    std::vector<problem> sorted() const;

private:
    void add(const place& at, std::string what, severity how_bad);

    std::vector<problem> found_;
    std::size_t errors_ = 0;
    std::size_t dropped_ = 0;
};

}  // namespace pointsman::yaml
