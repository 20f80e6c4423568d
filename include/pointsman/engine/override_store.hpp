#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/plan/overrides.hpp>

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

// What the back office is asked and answers about overrides.
namespace pointsman::engine {

struct override_ending {
    base::uuid id;
    plan::override_end end;
};

// As it is stored now. `is_new`: this very call made, or ended, it.
struct stored_override {
    plan::standing_override what;
    bool is_new = false;
};

struct other_override {};  // the id stands for another one

struct no_such_override {};

using override_answer = std::variant<stored_override, other_override, no_such_override>;

// One page, the latest made first.
struct override_question {
    bool ahead_only = false;  // neither ended nor over at `now`
    base::wall_time now;
    std::optional<base::uuid> before;  // made before that one
    std::size_t most = 100;
};

struct override_page {
    std::vector<plan::standing_override> overrides;
    bool has_more = false;
};

}  // namespace pointsman::engine
