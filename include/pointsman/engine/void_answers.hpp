#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/engine/observer.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/engine/settlement.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace pointsman::engine {

// The record of a buyer's answer that came too late to count.
journal::void_answer make_void_answer(const unknown_post& post, const settlement& said,
                                      bool is_contradiction, base::wall_time now);

// Writes down the answers of buyers that came too late to count, so that they can be listed, and
// the buyer of a void accept be told. One for each posting: what a buyer says in a second way (by
// its reply and then by its webhook) is written, told and counted once. Any thread; callbacks are
// called without a lock held.
class void_answers {
public:
    // How many wait for a journal that takes nothing; more are dropped, with a trouble each.
    static constexpr std::size_t most_waiting = 1000;

    // How many that were written down are remembered; of older ones the archive knows.
    static constexpr std::size_t most_remembered = 10'000;

    using watcher = std::function<void(const unknown_post&, const journal::void_answer&)>;

    // `store` and `seen` outlive it, and every append is completed before it ends.
    void_answers(engine::store& store, engine::observer& seen) : store_(store), seen_(seen) {}

    // Told of each that was written down. Once, before the first is added.
    void watch(watcher told) { told_ = std::move(told); }

    // `done` is called exactly once with whether it was written down, now or before; false while
    // another way's is under way. For answers whose sender repeats them until he is told.
    void add(unknown_post post, journal::void_answer what, std::function<void(bool)> done);

    // For those that nobody repeats: kept while the journal refuses them.
    void add_when_possible(unknown_post post, journal::void_answer what);

    // Offers again what the journal refused. Once a second or so.
    void retry();

private:
    struct one {
        unknown_post post;
        journal::void_answer what;
    };

    void append(const std::shared_ptr<one>& said, std::function<void(append_result)> done);
    void keep(one refused);
    std::optional<append_result> begin(const std::string& name);
    void end(const std::string& name, append_result result);

    engine::store& store_;
    engine::observer& seen_;
    watcher told_;
    std::mutex mutex_;
    std::deque<one> waiting_;
    std::set<std::string> under_way_;  // names of postings
    std::set<std::string> written_;
    std::deque<std::string> written_order_;
};

}  // namespace pointsman::engine
