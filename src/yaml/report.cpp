#include "report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace pointsman::yaml {

namespace {

std::string place_text(std::string_view file, int line, int column) {
    if (line == 0) return std::string(file);
    if (column == 0) return fmt::format("{}:{}", file, line);
    return fmt::format("{}:{}:{}", file, line, column);
}

auto order_of(const problem& which) {
    return std::tie(which.file, which.line, which.column, which.how_bad, which.what);
}

}  // namespace

std::string to_text(const problem& which) {
    return fmt::format("{}: {}: {}", place_text(which.file, which.line, which.column),
                       which.how_bad == severity::error ? "error" : "warning", which.what);
}

std::string to_text(const place& at) {
    return place_text(at.file, at.line, at.column);
}

void report::add(const place& at, std::string what, severity how_bad) {
    if (how_bad == severity::error) ++errors_;
    if (found_.size() >= max_problems) {
        ++dropped_;
        return;
    }
    found_.push_back({std::string(at.file), at.line, at.column, std::move(what), how_bad});
}

std::vector<problem> report::sorted() const {
    std::vector<problem> all = found_;
    std::ranges::sort(all, {}, order_of);
    const auto repeated = std::ranges::unique(all, {}, order_of);
    all.erase(repeated.begin(), repeated.end());
    if (dropped_ > 0)
        all.push_back({"", 0, 0, fmt::format("and {} more problems", dropped_), severity::error});
    return all;
}

}  // namespace pointsman::yaml
