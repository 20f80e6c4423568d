#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/walk/event.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace pointsman::engine {

// The events of a walk in the order in which it saw them, each with its time since the lead
// arrived: with the terms (lead, plan, seed) that is all it takes to walk again exactly as before.
class event_log {
public:
    void note(const walk::event& what, base::duration since_arrival);

    // [[microseconds, "bid_received", candidate, "12.50"], ...]; ticks that changed nothing are
    // there too.
    std::string to_json() const { return events_.dump(); }

private:
    nlohmann::json events_ = nlohmann::json::array();
};

}  // namespace pointsman::engine
