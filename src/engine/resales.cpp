#include <pointsman/engine/resales.hpp>

#include <boost/asio/post.hpp>

#include <utility>

namespace pointsman::engine {
namespace {

// After a look in which something failed.
constexpr base::duration first_pause = std::chrono::seconds(2);

}  // namespace

resales::resales(parts with)
    : with_(std::move(with)),
      alarm_(with_.timers.make_alarm([this] { begin_look(); })),
      delays_(first_pause, idle_pause, 1) {}

void resales::look_soon() {
    boost::asio::post(with_.executor, [this] { begin_look(); });
}

void resales::begin_look() {
    if (std::exchange(is_looking_, true)) {
        look_again_ = true;
        return;
    }
    look_again_ = is_hindered_ = is_over_ = false;
    after_.reset();
    read_page();
}

void resales::read_page() {
    using page = base::result<std::vector<returned_lead>, std::string>;
    if (stopped_) return;
    const auto came = [this](page found) {
        if (found) return take(*std::move(found));
        with_.observer.resale_ended("unreadable");
        is_hindered_ = true;
        end_look();
    };
    with_.archive.list_returned(
        with_.clock.now().wall, after_, most_at_once,
        [executor = with_.executor, came](page found) {
            boost::asio::post(
                executor, [came, found = std::move(found)]() mutable { came(std::move(found)); });
        });
}

// Page by page: what cannot be sold now is passed over, and holds up nothing that comes after it.
void resales::take(std::vector<returned_lead> page) {
    if (page.empty() || stopped_) return end_look();
    after_ = returned_place{page.back().until, page.back().sale};
    std::erase_if(page, [this](const returned_lead& one) { return is_left_alone(one); });
    if (page.empty()) return read_page();
    under_way_ = page.size();
    for (returned_lead& one : page) {
        const journal::sale_key sale = one.sale;
        with_.serve(std::move(one), [this, sale, executor = with_.executor](resale_end how) {
            boost::asio::post(executor, [this, sale, how] { ended(sale, how); });
        });
    }
}

void resales::ended(const journal::sale_key& sale, resale_end how) {
    if (how != resale_end::done) with_.observer.resale_ended(to_text(how));
    if (how == resale_end::failed) {
        is_hindered_ = true;
        if (++failures_[sale.lead] == most_failures)
            with_.observer.trouble(sale.lead, "it was returned and cannot be sold again");
    } else if (how == resale_end::closed) {
        is_hindered_ = is_over_ = true;
    } else {
        failures_.erase(sale.lead);
    }
    if (--under_way_ > 0) return;
    if (is_over_) return end_look();
    read_page();
}

bool resales::is_left_alone(const returned_lead& one) const {
    const auto found = failures_.find(one.sale.lead);
    return found != failures_.end() && found->second >= most_failures;
}

void resales::end_look() {
    is_looking_ = false;
    if (!is_hindered_) delays_.reset();
    const base::duration pause = is_hindered_ ? delays_.next() : idle_pause;
    if (look_again_ && !is_hindered_) return begin_look();
    alarm_->set(with_.clock.now().steady + pause);
}

}  // namespace pointsman::engine
