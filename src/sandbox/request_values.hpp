#pragma once

#include <map>
#include <string>
#include <string_view>

namespace pointsman::sandbox {

// What a request carries, as text by (dotted) name: {"driver":{"age":34}} gives driver.age -> "34";
// a form its pairs. A body that is neither gives nothing.
std::map<std::string, std::string> values_of(std::string_view content_type, std::string_view body);

}  // namespace pointsman::sandbox
