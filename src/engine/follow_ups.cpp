#include <pointsman/engine/follow_ups.hpp>

#include <pointsman/base/planted.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>
#include <vector>

// Which calls are to be made, and when.
namespace pointsman::engine {
namespace {

using journal::follow_up_kind;

// Whether the connection declares such calls, and how many of them at most.
std::int32_t most_calls(follow_up_kind kind, const plan::connection& via) {
    switch (kind) {
        case follow_up_kind::void_notice: return via.void_notice ? follow_ups::most_notices : 0;
        case follow_up_kind::status: return via.status ? via.status->times : 0;
        case follow_up_kind::repost: return via.repost ? via.repost->times : 0;
    }
    return 0;
}

const plan::connection* connection_of(const plan::snapshot& plan, const journal::posting& post) {
    const plan::order* order = plan.find_order(post.order);
    const bool is_the_buyers = order != nullptr && plan.buyers.at(order->buyer).name == post.buyer;
    return is_the_buyers ? order->via.get() : nullptr;
}

}  // namespace

follow_ups::follow_ups(parts with)
    : with_(std::move(with)),
      alarm_(with_.timers.make_alarm([this] { ring(); })),
      look_alarm_(with_.timers.make_alarm([this] { look_for_untold(); })) {
    with_.unknown.watch([this](const unknown_post& post) {
        boost::asio::post(with_.executor, [this, post] { consider(post); });
    });
    with_.unknown.voids().watch([this](const unknown_post& post, const journal::void_answer& what) {
        if (what.is_contradiction) return;
        boost::asio::post(with_.executor, [this, post, what] { add({post, what, 0}); });
    });
}

void follow_ups::add(const untold_void& left) {
    if (notices_ >= with_.notices_waiting) {
        if (!std::exchange(untold_wait_, true))
            with_.observer.trouble(left.what.id,
                                   "too many notices of void accepts wait: this one and more are "
                                   "sent later");
        return;
    }
    const auto what =
        std::make_shared<job>(job{follow_up_kind::void_notice, left.post, left.notices});
    take(what, {});
}

void follow_ups::plan_changed() {
    for (const journal::posting& post : with_.unknown.list())
        if (const auto open = with_.unknown.find(offer_id_of(post))) consider(*open);
    look_for_untold();
}

// The calls that the connection of a post of unknown answer declares.
void follow_ups::consider(const unknown_post& post) {
    const plan::snapshot_pointer plan = with_.plan();
    const plan::connection* via = connection_of(*plan, post.posting);
    if (via == nullptr) return;
    const base::duration age = with_.clock.now().wall - post.posting.at;
    const auto left_of = [age](base::duration after) {
        return std::clamp(after - age, base::duration::zero(), after);
    };
    if (via->status)
        take(std::make_shared<job>(job{follow_up_kind::status, post, post.asked}),
             post.asked == 0 ? left_of(via->status->after) : via->status->every);
    if (via->repost)
        take(std::make_shared<job>(job{follow_up_kind::repost, post, post.reposted}),
             post.reposted == 0 ? left_of(via->repost->after) : via->repost->after);
}

void follow_ups::take(job_pointer what, base::duration delay) {
    if (!known_.emplace(offer_id_of(what->post.posting), what->kind).second) return;
    if (what->kind == follow_up_kind::void_notice) ++notices_;
    schedule(std::move(what), delay);
}

void follow_ups::schedule(job_pointer what, base::duration delay) {
    due_.emplace(with_.clock.now().steady + delay, std::move(what));
    alarm_->set(due_.begin()->first);
}

void follow_ups::ring() {
    const base::steady_time now = with_.clock.now().steady;
    std::set<std::string> buyers;
    while (!due_.empty() && due_.begin()->first <= now) {
        auto next = due_.extract(due_.begin());
        const std::string& buyer = next.mapped()->post.posting.buyer;
        buyers.insert(buyer);
        lines_[buyer].waiting.push_back(std::move(next.mapped()));
    }
    for (const std::string& buyer : buyers) serve(buyer);
    if (!due_.empty()) alarm_->set(due_.begin()->first);
}

// A slow buyer costs only itself.
void follow_ups::serve(const std::string& buyer) {
    line& own = lines_[buyer];
    while (own.under_way < with_.per_buyer && !own.waiting.empty()) {
        const job_pointer next = std::move(own.waiting.front());
        own.waiting.pop_front();
        if (const call_pointer opened = open_call(next)) {
            ++own.under_way;
            begin(opened);
        } else {
            leave(*next);
        }
    }
    if (own.under_way == 0 && own.waiting.empty()) lines_.erase(buyer);
}

// Nothing when the post was settled, or the plan in force knows of no such call, or of no more.
follow_ups::call_pointer follow_ups::open_call(const job_pointer& what) const {
    const bool is_notice = what->kind == follow_up_kind::void_notice;
    if (!is_notice && !with_.unknown.find(offer_id_of(what->post.posting)) &&
        !planted(base::bug::settled_is_reposted))
        return nullptr;
    plan::snapshot_pointer plan = with_.plan();
    const plan::connection* via = connection_of(*plan, what->post.posting);
    if (via == nullptr || what->number >= most_calls(what->kind, *via)) return nullptr;
    return std::make_shared<call>(call{what, std::move(plan), via, {}});
}

void follow_ups::leave(const job& what) {
    known_.erase({offer_id_of(what.post.posting), what.kind});
    if (what.kind != follow_up_kind::void_notice) return;
    --notices_;
    if (is_looking_) left_meanwhile_.insert(offer_id_of(what.post.posting));
    // Not for each: when half of them are through.
    if (untold_wait_ && notices_ <= with_.notices_waiting / 2) look_soon();
}

void follow_ups::finish(const call& what) {
    const std::string buyer = what.of->post.posting.buyer;
    --lines_.at(buyer).under_way;
    serve(buyer);
}

}  // namespace pointsman::engine
