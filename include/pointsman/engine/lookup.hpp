#pragma once

#include <pointsman/base/ids.hpp>

#include <functional>
#include <string>
#include <variant>

namespace pointsman::engine {

// What can be told about a lead that was sent earlier.
struct unknown_lead {};  // nobody's, or somebody else's: the same answer on purpose

struct running_lead {};  // received and not finished yet

struct ended_lead {
    std::string body;  // the answer as it was given, byte for byte
    bool pending = false;
};

struct erased_lead {};  // its answer was forgotten with the person that it is about

struct failed_lookup {
    std::string what;
};

using looked_up = std::variant<unknown_lead, running_lead, ended_lead, erased_lead, failed_lookup>;

// The way back to what was written down. Any thread; `done` is called exactly once, on a thread of
// the lookup's choosing.
class lookup {
public:
    virtual ~lookup() = default;

    // The answer that `seller` got, or would get now, for its own lead.
    virtual void find_answer(const std::string& seller, base::lead_id id,
                             std::function<void(looked_up)> done) = 0;

    // For operators: everything about a lead as one JSON document, or unknown_lead / failed_lookup.
    virtual void find_timeline(base::lead_id id, std::function<void(looked_up)> done) = 0;
};

}  // namespace pointsman::engine
