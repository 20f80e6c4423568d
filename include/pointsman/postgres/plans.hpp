#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/result.hpp>

#include <map>
#include <optional>
#include <string>

// Plans by content hash. Both calls open a connection of their own and block: for start, reload and
// replay, never for a lead's way. The error is what PostgreSQL said.
namespace pointsman::postgres {

using plan_files =
    std::map<std::string, std::string>;  // path -> content, clean UTF-8, secrets left out

// A plan is saved before the first lead that uses it. Saving one that is there already changes
// nothing.
base::result<void, std::string> save_plan(const std::string& url, const base::digest& hash,
                                          const plan_files& files);

// Nothing when no such plan was saved.
base::result<std::optional<plan_files>, std::string> load_plan(const std::string& url,
                                                               const base::digest& hash);

}  // namespace pointsman::postgres
