#pragma once

#include "database.hpp"

#include <pointsman/base/ids.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/journal/back_off.hpp>
#include <pointsman/journal/batch_run.hpp>
#include <pointsman/journal/waiting_line.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace pointsman::sim {

// The journal of one server: the product's waiting line and batch run over the simulated database,
// as postgres::store drives them with threads and SQL.
class store final : public engine::store {
public:
    // `stopped` is true once the server is dead: nothing leaves it any more.
    store(world& in, database& data, owner whose, std::int32_t epoch, const bool& stopped);

    void append(journal::record entry, std::function<void(engine::append_result)> done) override;

    bool available() const override { return !stalled_ && !fenced_; }

    bool is_idle() const { return line_.empty() && !run_ && !watching_; }

    bool is_fenced() const { return fenced_; }

    // Forgets what waits, and whom it is for.
    void let_go() {
        batch_.clear();
        line_.take_all();
    }

private:
    using completion = std::function<void(engine::append_result)>;
    using line = journal::waiting_line<completion>;

    void begin_batch();
    void perform(const journal::action& what);
    void came(const journal::event& what);
    void settle();
    void watch();
    void prove_life();
    void refuse(std::vector<line::item> items);
    std::optional<base::steady_time> oldest() const;

    world& in_;
    database& data_;
    owner whose_;
    std::int32_t epoch_;
    const bool& stopped_;
    base::uuid_source ids_;
    journal::back_off delays_;
    line line_;
    std::unique_ptr<journal::batch_run> run_;
    std::vector<line::item> batch_;
    std::vector<std::shared_ptr<const journal::record>> records_;  // of the batch
    bool watching_ = false;
    bool stalled_ = false;
    bool fenced_ = false;
};

}  // namespace pointsman::sim
