#pragma once

#include "draft.hpp"
#include "mapping.hpp"

#include <pointsman/plan/plan.hpp>

#include <optional>
#include <string>

// What limits posts besides caps: how many are open, how soon they follow each other, the buyer's
// money.
namespace pointsman::yaml {

// The key `max_open_posts`. Open posts are counted also where it is not given, under `name`
// (cap::open_posts_name), so that a reload may add it at any time.
plan::open_post_limit read_open_posts(const mapping& at, const std::string& name, draft& into);

// The key `pacing: 30s`; nothing without it.
std::optional<plan::pacing> read_pacing(const mapping& at, const std::string& order, draft& into);

// The key `prepaid: {floor: "-500.00"}`. The balance is kept also without it.
plan::account read_account(const mapping& at, const plan::buyer& of, draft& into);

}  // namespace pointsman::yaml
