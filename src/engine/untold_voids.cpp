#include <pointsman/engine/follow_ups.hpp>

#include <pointsman/base/planted.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

// Void accepts of which nobody was told yet: what earlier runs left, what a plan without a
// void_notice passed over, what there was no room for.
namespace pointsman::engine {
namespace {

bool is_declared(const untold_void& one, const plan::snapshot& plan) {
    const journal::posting& post = one.post.posting;
    const plan::order* order = plan.find_order(post.order);
    return order != nullptr && plan.buyers.at(order->buyer).name == post.buyer &&
           order->via->void_notice;
}

}  // namespace

void follow_ups::look_soon() {
    if (std::exchange(look_is_due_, true)) return;
    look_alarm_->set(with_.clock.now().steady + look_pause_);
}

void follow_ups::look_for_untold() {
    look_is_due_ = false;
    if (std::exchange(is_looking_, true)) {
        looks_again_ = true;
        return;
    }
    untold_wait_ = false;
    left_meanwhile_.clear();
    read_untold({});
}

void follow_ups::read_untold(const std::string& after) {
    using page = base::result<std::vector<untold_void>, std::string>;
    const auto read = [this](const page& found) {
        if (found) {
            look_pause_ = shortest_look_pause;
            return take_untold(*found);
        }
        is_looking_ = false;
        look_soon();
        look_pause_ = std::min(look_pause_ * 2, longest_look_pause);
    };
    with_.archive.list_untold(after, most_notices, untold_page,
                              [executor = with_.executor, read](const page& found) {
                                  boost::asio::post(executor, [read, found] { read(found); });
                              });
}

// Page by page, until there is no more or no more room.
void follow_ups::take_untold(const std::vector<untold_void>& page) {
    const plan::snapshot_pointer plan = with_.plan();
    for (const untold_void& one : page) {
        if (untold_wait_ || planted(base::bug::restart_forgets_notices)) break;
        if (left_meanwhile_.contains(offer_id_of(one.post.posting))) continue;
        if (is_declared(one, *plan)) add(one);
    }
    if (page.size() == untold_page && !untold_wait_)
        return read_untold(offer_id_of(page.back().post.posting));
    is_looking_ = false;
    if (std::exchange(looks_again_, false)) look_for_untold();
}

}  // namespace pointsman::engine
