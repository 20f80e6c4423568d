#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/duplicate/judge.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::engine {

// What must be known of the past before a lead is taken.
struct history_question {
    std::string seller;
    std::string request_key;
    base::wall_time since;  // an older request is forgotten
    // The keys of rules about duplicates; empty where there are none.
    std::vector<base::digest> duplicate_keys;
    base::wall_time duplicates_since;
    base::lead_id asking;  // never its own duplicate
};

struct earlier_lead {
    base::lead_id id;
    base::digest body_hash{};
};

struct history_answer {
    // The latest lead of the seller that was received under this key. A lead that was stored after
    // its seller had been told 503, and ended before anybody was asked, does not count.
    std::optional<earlier_lead> same_request;
    std::vector<duplicate::past_event> events;  // buyers' groups are left empty
};

// Durable memory, for the way of every lead: what was committed before the question is found. Any
// thread; `done` is called exactly once, on a thread of the history's choosing or within find; the
// error says why nothing can be known now.
class history {
public:
    using found = base::result<history_answer, std::string>;

    virtual ~history() = default;
    virtual void find(history_question what, std::function<void(found)> done) = 0;

    // False while questions are not answered: take no new leads. Any thread.
    virtual bool available() const = 0;
};

}  // namespace pointsman::engine
