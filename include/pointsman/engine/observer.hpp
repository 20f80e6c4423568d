#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/intake/answer.hpp>
#include <pointsman/protocol/render.hpp>

#include <string>
#include <string_view>

namespace pointsman::engine {

// Told of what happens, for metrics and logs; decides nothing. Called on the I/O threads, so
// implementations are thread-safe and quick. No personal data is ever passed.
class observer {
public:
    virtual ~observer() = default;

    // A seller was told what became of its lead.
    virtual void lead_answered(intake::status status, std::string_view reason,
                               base::duration elapsed) = 0;
    virtual void request_refused(int http_status) = 0;
    virtual void attempt_ended(std::string_view buyer, protocol::phase phase,
                               std::string_view result, base::duration elapsed) = 0;
    virtual void candidate_ended(std::string_view order, std::string_view reason) = 0;

    // A buyer's answer came too late to count: an accept that is void, or a contradiction.
    virtual void answer_void(std::string_view /*buyer*/, bool /*is_contradiction*/) {}

    // A call about a post whose walk has ended has come to its end.
    virtual void follow_up_ended(std::string_view /*buyer*/, std::string_view /*kind*/,
                                 std::string_view /*result*/) {}

    // What came of a try to sell a returned lead again: the status of the new lead, or why there is
    // none (resale_end), or "unreadable" when it could not be known what is due.
    virtual void resale_ended(std::string_view /*result*/) {}

    virtual void trouble(const base::lead_id& lead, const std::string& what) = 0;
};

}  // namespace pointsman::engine
