#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/journal/record.hpp>
#include <pointsman/lead/lead.hpp>

#include <nlohmann/json.hpp>

#include <optional>

// A lead as make_received wrote it down, read back.
namespace pointsman::engine {

// {"fields", "client" and "consent" if any}: what was sealed with the lead's key. Nothing when it
// cannot be opened with `key`.
std::optional<nlohmann::json> open_personal(const journal::received& lead,
                                            const base::secret_key& key);

// All its values, the personal ones from what open_personal gave.
lead::values values_of(const lead::catalogue& fields, const journal::received& lead,
                       const nlohmann::json& personal);

}  // namespace pointsman::engine
