#include <pointsman/engine/recovery.hpp>
#include <pointsman/engine/restored_caps.hpp>

#include <pointsman/protocol/interpret.hpp>

// Posts of unknown answer that an earlier run left behind.
namespace pointsman::engine {
namespace {

// What the buyer said, as far as the plan in force understands its words.
std::optional<settlement> words_left_behind(const plan::snapshot& plan, const stored_post& post,
                                            const base::secret_key& master_key) {
    const plan::order* order = plan.find_order(post.posting.order);
    const auto key = base::unwrap_key(master_key, post.wrapped_key);
    const auto words = key ? base::unseal(*key, post.late_reply_sealed) : std::nullopt;
    if (order == nullptr || !words) return std::nullopt;
    const plan::connection& via = *order->via;
    const bool is_status = post.late_by == name_of(settled_by::status);
    if (is_status && !via.status) return std::nullopt;
    const auto& reply = is_status ? via.status->reply : via.post.reply;
    auto understood =
        settlement_by(settled_by::late_reply, protocol::interpret_post(reply, {200, *words}));
    if (!understood || understood->how != journal::settled_as::sold) return std::nullopt;
    return understood;
}

}  // namespace

unknown_post reopen(const plan::snapshot& plan, const stored_post& post,
                    const base::secret_key& master_key) {
    unknown_post open{post.posting,
                      post.arrived,
                      post.seller,
                      post.vertical,
                      base::unwrap_key(master_key, post.wrapped_key),
                      reserve_again(plan, post)};
    open.source = post.source;
    open.test = post.test;
    open.captured = unseal_captured(open.key, post.posting.captured_sealed);
    open.asked = post.asked;
    open.reposted = post.reposted;
    open.refused_price = post.refused_price;
    return open;
}

std::optional<settlement> settlement_left_behind(const plan::snapshot& plan,
                                                 const stored_post& post,
                                                 const base::secret_key& master_key) {
    if (post.late_result.empty()) return std::nullopt;
    settlement how;
    how.by = settled_by::late_reply;
    how.note = "heard before the server stopped";
    if (post.late_result != "accepted") return how;
    how.how = journal::settled_as::sold;
    how.price = post.late_price;
    // Its words tell the rest. The price of a follow-up stands nowhere else: without them the post
    // waits for somebody who knows.
    const auto understood = words_left_behind(plan, post, master_key);
    const bool is_follow_up =
        post.late_by == name_of(settled_by::status) || post.late_by == name_of(settled_by::repost);
    if (!understood) return is_follow_up ? std::nullopt : std::optional(how);
    how.reference = plain_reference(understood->reference);
    how.redirect_url = understood->redirect_url;
    if (is_follow_up) how.price = understood->price;
    return how;
}

}  // namespace pointsman::engine
