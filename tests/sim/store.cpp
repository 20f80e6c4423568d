#include "store.hpp"

#include <utility>

namespace pointsman::sim {
namespace {

using engine::append_result;
using std::chrono::milliseconds;

constexpr base::duration stall = milliseconds(2000);
constexpr base::duration watch_interval = milliseconds(100);

append_result result_of(journal::settlement how) {
    switch (how) {
        case journal::settlement::durable: return append_result::durable;
        case journal::settlement::poisoned: return append_result::poisoned;
        case journal::settlement::refused: return append_result::refused;
    }
    std::unreachable();
}

}  // namespace

store::store(world& in, database& data, owner whose, std::int32_t epoch, const bool& stopped)
    : in_(in),
      data_(data),
      whose_(whose),
      epoch_(epoch),
      stopped_(stopped),
      ids_(in.how.seed + static_cast<std::uint64_t>(whose)),
      delays_(milliseconds(20), milliseconds(1000), in.how.seed),
      line_({.records = 200,
             .bytes = std::size_t{4} << 20,
             .batch_records = 8,
             .batch_bytes = std::size_t{1} << 20}) {}

void store::append(journal::record entry, std::function<void(append_result)> done) {
    if (stopped_) return;
    const bool takes = !fenced_ && (!stalled_ || !journal::is_submission(entry));
    if (!takes || !line_.push(std::move(entry), std::move(done), in_.time.now().steady))
        return done(append_result::refused);  // NOLINT(bugprone-use-after-move): untouched
    if (!run_) in_.time.after({}, whose_, [this] { begin_batch(); });
    if (!watching_) watch();
}

void store::begin_batch() {
    if (run_ || line_.empty() || fenced_) return;
    batch_ = line_.take_batch();
    records_.clear();
    for (line::item& each : batch_)
        records_.push_back(std::make_shared<const journal::record>(std::move(each.entry)));
    run_ = std::make_unique<journal::batch_run>(
        batch_.size(), [this] { return ids_.next(in_.time.now().wall); }, delays_);
    perform(run_->start());
}

void store::perform(const journal::action& what) {
    const auto answer = [this](const journal::event& event) { came(event); };
    const auto part = [this](const base::uuid& id, std::size_t first, std::size_t count,
                             bool aside) {
        const auto begin = records_.begin() + static_cast<std::ptrdiff_t>(first);
        return database::transaction{
            id, epoch_, {begin, begin + static_cast<std::ptrdiff_t>(count)}, aside};
    };
    if (const auto* some = std::get_if<journal::execute>(&what)) {
        data_.write(part(some->batch, some->first, some->count, false), whose_, answer);
    } else if (const auto* one = std::get_if<journal::set_aside>(&what)) {
        data_.write(part(one->batch, one->index, 1, true), whose_, answer);
    } else if (const auto* asked = std::get_if<journal::look_up>(&what)) {
        data_.look_up(asked->batch, whose_, answer);
    } else if (const auto* again = std::get_if<journal::reconnect>(&what)) {
        in_.time.after(again->after, whose_, [this] {
            came(data_.is_away() ? journal::event(journal::failed{})
                                 : journal::event(journal::connected{}));
        });
    } else {
        run_.reset();
        batch_.clear();
        if (fenced_) return refuse(line_.take_all());
        begin_batch();
    }
}

void store::came(const journal::event& what) {
    if (std::holds_alternative<journal::fenced>(what)) fenced_ = true;
    const journal::action next = run_->resume(what);
    settle();
    perform(next);
}

void store::settle() {
    for (const journal::settled& each : run_->take_settled()) {
        const journal::record& entry = *records_.at(each.index);
        if (each.how == journal::settlement::poisoned && !data_.is_poison(entry))
            in_.fail("a good record was set aside as poisoned");
        std::exchange(batch_.at(each.index).mark, nullptr)(result_of(each.how));
    }
}

std::optional<base::steady_time> store::oldest() const {
    if (!run_) return line_.oldest();
    return batch_.front().since;
}

// What store_worker's watching thread does.
void store::watch() {
    watching_ = true;
    in_.time.after(watch_interval, whose_, [this] {
        const auto since = oldest();
        if (!since) {
            watching_ = false;
            if (stalled_) prove_life();
            return;
        }
        if (in_.time.now().steady - *since > stall) {
            stalled_ = true;
            refuse(line_.withdraw_submissions());
        } else {
            stalled_ = false;
        }
        watch();
    });
}

void store::prove_life() {
    if (!fenced_ && !data_.is_away()) {
        stalled_ = false;
        return;
    }
    watch();
}

void store::refuse(std::vector<line::item> items) {
    for (line::item& each : items) each.mark(append_result::refused);
}

}  // namespace pointsman::sim
