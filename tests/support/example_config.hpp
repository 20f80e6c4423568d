#pragma once

#include <pointsman/yaml/loader.hpp>

#include <memory>

// A small, complete configuration for tests: one vertical ("auto"), one tree ("auto_main") of two
// tiers, a buyer that pings
// ("northstar", order "northstar_ca" in the waterfall tier "first_look" and "northstar_west" in the
// auction "open_market"), a buyer that takes direct posts at $12.50 ("plainview", order
// "plainview_all" in "open_market") and one seller ("acme", 80 % with a margin of at least $2;
// source "site-7" 70 %, source "site-9" refused).
namespace pointsman::support {

yaml::files example_files();

// The secrets that example_files asks for: "env:ACME_KEY" is "acme-secret-key-0001",
// "env:ADMIN_KEY" is "admin-secret-key-0001", and so on; see the .cpp.
yaml::secret_source example_secrets();

inline constexpr const char* example_seller_key = "acme-secret-key-0001";
inline constexpr const char* example_admin_key = "admin-secret-key-0001";

// The compiled example; throws std::logic_error with all problems if it should ever not load.
std::shared_ptr<const plan::snapshot> example_plan();

// The same for changed files.
std::shared_ptr<const plan::snapshot> plan_of(const yaml::files& files);

}  // namespace pointsman::support
