#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/engine/settlement.hpp>
#include <pointsman/journal/record.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::engine {

// A post of long ago, as it is written down.
struct past_post {
    unknown_post post;
    bool is_over = false;  // its walk's final outcome is written down
    std::string reason;    // of its candidate in the latest outcome (design section 7)
    std::string answer;    // of its attempt; empty when none is written down
    std::optional<base::money> sold_at = {};  // what its buyer pays
    bool is_noted = false;  // that a late answer of its buyer's is void is written down
};

// What an answer means that comes for such a post.
enum class late_meaning {
    not_yet,        // its walk still runs, or a start has not listed it again
    nothing_known,  // it never left
    agrees,         // what we know already
    is_void,        // accepted after silence that was a refusal
    contradicts,
};

late_meaning judge_late(const past_post& post, const settlement& said);

// A void answer as operators see it: with how far its buyer was told.
struct listed_void {
    journal::void_answer what;
    std::int32_t notices = 0;  // sent, or perhaps sent
    std::optional<base::wall_time> told_at;
    std::string last_failure;  // of the notices
};

// A void accept whose buyer was not told yet.
struct untold_void {
    unknown_post post;
    journal::void_answer what;
    std::int32_t notices = 0;
};

// What was written down about posts. Any thread; `done` is called exactly once, on a thread of the
// archive's choosing. The error says why nothing can be known now.
class post_archive {
public:
    template <class Answer>
    using callback = std::function<void(base::result<Answer, std::string>)>;

    virtual ~post_archive() = default;

    virtual void find_post(named_post which, callback<std::optional<past_post>> done) = 0;

    // The lead as it was received, personal data sealed.
    virtual void find_received(base::lead_id lead,
                               callback<std::optional<journal::received>> done) = 0;

    // At most `most` that come after an offer id, oldest lead first; of answers that came twice the
    // first.
    virtual void list_voids(std::string after, std::size_t most,
                            callback<std::vector<listed_void>> done) = 0;

    // Void accepts of which their buyers were not told, with fewer than `most_notices` sent; in
    // pages as above.
    virtual void list_untold(std::string after, std::int32_t most_notices, std::size_t most,
                             callback<std::vector<untold_void>> done) = 0;
};

}  // namespace pointsman::engine
