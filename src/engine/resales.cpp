#include <pointsman/engine/resales.hpp>

#include <boost/asio/post.hpp>

#include <utility>

namespace pointsman::engine {
namespace {

// Bounds how often the archive is asked while leads are due, whatever comes of them.
constexpr base::duration between_pages = std::chrono::milliseconds(200);

// While leads cannot be offered, or the archive not be read.
constexpr base::duration first_pause = std::chrono::seconds(2);
constexpr base::duration longest_pause = std::chrono::minutes(1);

}  // namespace

resales::resales(parts with)
    : with_(std::move(with)),
      alarm_(with_.timers.make_alarm([this] { read(); })),
      delays_(first_pause, longest_pause, 1) {}

void resales::look_soon() {
    boost::asio::post(with_.executor, [this] { look(); });
}

void resales::look() {
    look_again_ = true;
    if (!std::exchange(is_looking_, true)) read();
}

void resales::read() {
    using page = base::result<std::vector<returned_lead>, std::string>;
    if (stopped_) return;
    look_again_ = false;
    const auto came = [this](page found) {
        if (!found) return rest(delays_.next());
        take(*std::move(found));
    };
    with_.archive.list_returned(
        with_.clock.now().wall, most_at_once, [executor = with_.executor, came](page found) {
            boost::asio::post(
                executor, [came, found = std::move(found)]() mutable { came(std::move(found)); });
        });
}

void resales::take(std::vector<returned_lead> due) {
    if (due.empty() || stopped_) {
        is_looking_ = false;
        if (look_again_) look();
        return;
    }
    put_off_ = false;
    under_way_ = due.size();
    for (returned_lead& one : due)
        with_.offer_again(std::move(one), [this, executor = with_.executor](resale_end how) {
            boost::asio::post(executor, [this, how] { ended(how); });
        });
}

void resales::ended(resale_end how) {
    with_.observer.resale_ended(to_text(how));
    if (how == resale_end::put_off) put_off_ = true;
    if (--under_way_ > 0) return;
    if (put_off_) return rest(delays_.next());
    delays_.reset();
    rest(between_pages);
}

void resales::rest(base::duration span) {
    alarm_->set(with_.clock.now().steady + span);
}

}  // namespace pointsman::engine
