#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/engine/post_archive.hpp>
#include <pointsman/engine/recovery.hpp>
#include <pointsman/engine/restored_caps.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// What a starting server must know of the time before. The calls open a connection of their own and
// block; the error is what PostgreSQL said.
namespace pointsman::postgres {

using engine::unsettled;
using engine::usage_question;
using engine::usage_so_far;
using engine::use;

// One answer for each question, in order.
base::result<std::vector<usage_so_far>, std::string> usage_since(
    const std::string& url, const std::vector<usage_question>& questions, unsettled posts);

// The same events one by one.
base::result<std::vector<use>, std::string> uses_since(const std::string& url,
                                                       const usage_question& question,
                                                       unsettled posts);

// What the ledger says of each buyer's account: positive is the buyer's money.
base::result<std::vector<base::money>, std::string> balances_of(
    const std::string& url, const std::vector<engine::account_question>& questions);

// Which server asks: leads of earlier epochs of `node` are nobody's any more.
struct successor {
    std::string node;
    std::int32_t epoch = 0;
};

// What may have made an owner nobody knows of: the posts of pending outcomes, and the last posts of
// walks that a crash cut off, where silence holds the lead. Shows each as far as reserve_again
// reads it, for they may be a hundred thousand; those of pending outcomes first, each from the
// oldest on.
base::result<void, std::string> visit_unknown_posts(
    const std::string& url, const successor& who,
    const std::function<void(const engine::stored_post&)>& visit);

// The last posts of some leads, whole. Oldest first.
base::result<std::vector<engine::stored_post>, std::string> last_posts_of(
    const std::string& url, const std::vector<base::lead_id>& leads);

// Accepts that came late to posts whose silence was a refusal, and were not written down as void.
base::result<std::vector<engine::untold_void>, std::string> unnoted_voids(
    const std::string& url, const successor& who, const base::secret_key& master);

// Up to `most` leads after `after` that an earlier epoch received and left without any outcome, in
// the order of their ids.
base::result<std::vector<engine::interrupted_lead>, std::string> interrupted_leads(
    const std::string& url, const successor& who, const base::lead_id& after, std::size_t most);

// Notes that nothing of earlier epochs is left. The next epoch's recovery then looks at the newest
// leads only; a later one's no further back than to `began`, the start of this epoch. Both less an
// hour for clocks that were set.
base::result<void, std::string> note_recovered(const std::string& url, const successor& who,
                                               base::wall_time began);

}  // namespace pointsman::postgres
