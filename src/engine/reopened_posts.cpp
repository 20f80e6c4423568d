#include <pointsman/engine/recovery.hpp>
#include <pointsman/engine/restored_caps.hpp>

#include <pointsman/protocol/interpret.hpp>

// Posts of unknown answer that an earlier run left behind.
namespace pointsman::engine {

namespace {

// Null when nobody can tell any more how such an answer is to be read.
const protocol::post_reply_spec* rules_of(settled_by who, const plan::order* order) {
    if (order == nullptr) return nullptr;
    if (who != settled_by::status) return &order->via->post.reply;
    return order->via->status ? &order->via->status->reply : nullptr;
}

}  // namespace

unknown_post reopen(const plan::snapshot& plan, cap::book& counters, const stored_post& post,
                    const base::secret_key& master_key) {
    unknown_post open{post.posting,
                      post.arrived,
                      post.seller,
                      post.vertical,
                      base::unwrap_key(master_key, post.wrapped_key),
                      reserve_again(plan, counters, post)};
    open.source = post.source;
    open.test = post.test;
    open.captured = unseal_captured(open.key, post.posting.captured_sealed);
    open.asked = post.asked;
    open.reposted = post.reposted;
    return open;
}

std::optional<settlement> settlement_left_behind(const plan::snapshot& plan,
                                                 const stored_post& post,
                                                 const base::secret_key& master_key) {
    if (post.late_result.empty()) return std::nullopt;
    settlement how;
    how.by = post.late_by;
    how.note = "heard before the server stopped";
    if (post.late_result != "accepted") return how;
    how.how = journal::settled_as::sold;
    // Its words tell the rest, as far as the plan in force understands them.
    const auto* rules = rules_of(post.late_by, plan.find_order(post.posting.order));
    const auto key = base::unwrap_key(master_key, post.wrapped_key);
    const auto words = key ? base::unseal(*key, post.late_reply_sealed) : std::nullopt;
    if (rules == nullptr || !words) return how;
    const auto understood =
        settlement_by(how.by, protocol::interpret_post(*rules, {post.late_http_status, *words}));
    if (!understood || understood->how != how.how) return how;
    how.reference = plain_reference(understood->reference);
    how.redirect_url = understood->redirect_url;
    return how;
}

}  // namespace pointsman::engine
