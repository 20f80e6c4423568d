#include <pointsman/engine/post_archive.hpp>

#include <pointsman/journal/reason.hpp>

namespace pointsman::engine {

using journal::candidate_reason;
using journal::settled_as;

late_meaning judge_late(const past_post& post, const settlement& said) {
    if (!post.is_over) return late_meaning::not_yet;
    const bool is_sold = post.reason == to_text(candidate_reason::sold);
    const bool is_refused = post.reason == to_text(candidate_reason::post_rejected);
    if (!is_sold && !is_refused) return late_meaning::nothing_known;
    const settled_as how = is_sold ? settled_as::sold : settled_as::rejected;
    if (!says_otherwise(said, post.post.posting, how, post.sold_at)) return late_meaning::agrees;
    // Silence that is a refusal makes a later accept void. There was none where the post was held
    // for its buyer, by contract or by the price that it named in time, or where it said "no".
    const bool was_held = post.post.posting.holds || post.post.refused_price;
    const bool was_silent = post.answer != "rejected" && !was_held;
    return is_refused && was_silent ? late_meaning::is_void : late_meaning::contradicts;
}

}  // namespace pointsman::engine
