#pragma once

#include <pointsman/base/result.hpp>

#include <map>
#include <string>
#include <vector>

namespace pointsman::sandbox {

// The keys of the demo's sellers, from the environment: acme_media's in ACME_MEDIA_KEY and so on.
// `renamed` holds "seller=NAME" for keys that are kept under another name. The error names every
// variable that is not set.
base::result<std::map<std::string, std::string>, std::string> read_seller_keys(
    const std::vector<std::string>& sellers, const std::vector<std::string>& renamed);

}  // namespace pointsman::sandbox
