#include <pointsman/engine/recovery.hpp>

#include <pointsman/base/planted.hpp>
#include <pointsman/protocol/interpret.hpp>

#include <utility>

// Posts of unknown answer that an earlier run left behind.
namespace pointsman::engine {
namespace {

// Null when nobody can tell any more how such an answer is to be read.
const protocol::post_reply_spec* rules_of(settled_by who, const plan::order* order) {
    if (order == nullptr) return nullptr;
    if (who != settled_by::status) return &order->via->post.reply;
    return order->via->status ? &order->via->status->reply : nullptr;
}

// What the buyer said, as far as the rules understand its words.
std::optional<settlement> words_left_behind(const protocol::post_reply_spec& rules,
                                            const stored_post& post,
                                            const base::secret_key& master_key) {
    const auto key = base::unwrap_key(master_key, post.wrapped_key);
    const auto words = key ? base::unseal(*key, post.late_reply_sealed) : std::nullopt;
    if (!words) return std::nullopt;
    auto understood = settlement_by(
        post.late_by, protocol::interpret_post(rules, {post.late_http_status, *words}));
    if (!understood || understood->how != journal::settled_as::sold) return std::nullopt;
    return understood;
}

}  // namespace

unknown_post reopen(const stored_post& post, std::vector<cap::charge> held,
                    const base::secret_key& master_key) {
    unknown_post open{post.posting,
                      post.arrived,
                      post.seller,
                      post.vertical,
                      base::unwrap_key(master_key, post.wrapped_key),
                      std::move(held)};
    open.source = post.source;
    open.test = post.test;
    open.captured = unseal_captured(open.key, post.posting.captured_sealed);
    if (!planted(base::bug::restart_forgets_asked)) {
        open.asked = post.asked;
        open.reposted = post.reposted;
    }
    open.refused_price = post.refused_price;
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
    how.price = post.late_price;
    const auto* rules = rules_of(post.late_by, plan.find_order(post.posting.order));
    const auto understood =
        rules != nullptr ? words_left_behind(*rules, post, master_key) : std::nullopt;
    // The price of a follow-up stands nowhere but in its words: where it may have named one that
    // nobody can read, the post waits for somebody who knows.
    const bool may_name_a_price = rules == nullptr || rules->price;
    const bool is_follow_up = post.late_by != settled_by::late_reply;
    if (!understood && is_follow_up && may_name_a_price) return std::nullopt;
    if (!understood) return how;
    how.reference = plain_reference(understood->reference);
    how.redirect_url = understood->redirect_url;
    if (is_follow_up) how.price = understood->price;
    return how;
}

}  // namespace pointsman::engine
