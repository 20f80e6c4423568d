#include "logging.hpp"

#include <pointsman/base/clock.hpp>
#include <pointsman/base/time.hpp>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace pointsman::app {
namespace {

spdlog::level::level_enum to_spdlog(log_level level) {
    switch (level) {
        case log_level::debug: return spdlog::level::debug;
        case log_level::info: return spdlog::level::info;
        case log_level::warning: return spdlog::level::warn;
        case log_level::error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

}  // namespace

void start_logging(const std::string& level) {
    auto logger = std::make_shared<spdlog::logger>(
        "pointsman", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::from_str(level));
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

void log(log_level level, std::string_view event, nlohmann::json fields) {
    const spdlog::level::level_enum severity = to_spdlog(level);
    if (!spdlog::default_logger_raw()->should_log(severity)) return;
    nlohmann::ordered_json line;
    line["at"] = base::to_rfc3339(base::system_clock().now().wall);
    line["level"] = spdlog::level::to_string_view(severity).data();
    line["event"] = event;
    for (auto& [name, value] : fields.items()) line[name] = value;
    // A text that is not UTF-8 must not cost the line: its bytes are replaced.
    spdlog::log(severity, "{}",
                line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace pointsman::app
