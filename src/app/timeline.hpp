#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/postgres/reader.hpp>

#include <string>

namespace pointsman::app {

// Everything about a lead as JSON, personal data left out. The orders that its filters refused are
// not stored: they are recomputed from the stored lead and the stored plan, which is read from the
// database. Blocks.
std::string timeline_json(base::lead_id id, const postgres::timeline& story,
                          const base::secret_key& master, const std::string& url);

}  // namespace pointsman::app
