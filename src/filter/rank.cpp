#include "rank.hpp"

namespace pointsman::filter {
namespace {

using rank = std::optional<std::int64_t>;

struct ranker {
    rank operator()(lead::absent) const { return std::nullopt; }

    rank operator()(bool value) const { return value ? 1 : 0; }

    rank operator()(std::int64_t value) const { return value; }

    rank operator()(lead::decimal value) const { return value.millionths; }

    rank operator()(std::chrono::sys_days value) const { return value.time_since_epoch().count(); }

    rank operator()(const std::string&) const { return std::nullopt; }
};

}  // namespace

std::optional<std::int64_t> rank_of(const lead::value& value) {
    return std::visit(ranker{}, value);
}

}  // namespace pointsman::filter
