#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace pointsman::app {

enum class log_level { debug, info, warning, error };

// To be called once, before the first line. `level` is a name of spdlog's ("debug", "info", "warn",
// "error").
void start_logging(const std::string& level);

// One JSON object a line on standard error: {"at","level","event",...fields}. All control
// characters are escaped, so a line is an event. Fields never hold personal data: what is logged
// are ids, names of the configuration, counts and reasons. Any thread.
void log(log_level level, std::string_view event, nlohmann::json fields = nlohmann::json::object());

}  // namespace pointsman::app
