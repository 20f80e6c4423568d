#pragma once

#include "buyers.hpp"
#include "past.hpp"
#include "past_posts.hpp"
#include "store.hpp"
#include "truth.hpp"

#include <pointsman/engine/follow_ups.hpp>
#include <pointsman/engine/resales.hpp>
#include <pointsman/engine/serve_lead.hpp>

#include <boost/asio/io_context.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace pointsman::sim {

// Counts for nothing.
class quiet_observer final : public engine::observer {
public:
    void lead_answered(intake::status, std::string_view, base::duration) override {}

    void request_refused(int) override {}

    void attempt_ended(std::string_view, protocol::phase, std::string_view,
                       base::duration) override {}

    void candidate_ended(std::string_view, std::string_view) override {}

    void trouble(const base::lead_id&, const std::string&) override {}
};

// One life of a server: what app::application builds, of the product's own engine, around the
// simulated ports. Destroying it is kill -9.
class server {
public:
    struct parts {
        world& in;
        database& data;
        buyers& market;
        truth& known;
        // Asked at every named point: true kills the server there.
        std::function<bool(point)> dies_here;
    };

    // Begins a new epoch; `version` is the plan's. The database must be there.
    server(parts with, owner whose, int version);
    server(const server&) = delete;
    server& operator=(const server&) = delete;
    ~server();

    void serve(std::size_t request, const std::string& seller, const std::string& body,
               const std::string& key, std::function<void(engine::served)> tell);
    void look_up(const std::string& seller, base::lead_id id,
                 std::function<void(engine::looked_up)> tell);
    void reload(int version);

    // A return was accepted.
    void resell() { resales_.look_soon(); }

    void settle(const std::string& offer_id, engine::settlement how,
                std::function<void(engine::settling)> done);

    // Runs one handler that is ready; false when there is none.
    bool run_one() {
        if (dying_) return false;
        io_->restart();
        return io_->poll_one() > 0;
    }

    bool is_dying() const { return dying_; }

    owner number() const { return whose_; }

    const engine::unknown_posts& unknown() const { return unknown_; }

    const plan::snapshot& plan() const { return *plan_; }

    base::wall_time began() const { return began_; }

    // No lead under way, nothing to write, nothing to recover.
    bool is_calm() const;

private:
    class journal_door;

    void at(point where) { dying_ = dying_ || with_.dies_here(where); }

    // As app/recovery has it.
    struct left_behind {
        engine::unknown_post post;
        std::optional<engine::settlement> heard;
    };

    void take_over();
    void expect(const engine::stored_post& post);
    left_behind reopen(const engine::stored_post& post, std::vector<cap::charge> held) const;
    void list(left_behind left);
    void recover_page();
    void recovered(const base::lead_id& lead, engine::append_result result);
    void post_again(const engine::interrupted_lead& lead);
    void settle_what_is_due();
    void sell_again(engine::returned_lead what, std::function<void(engine::resale_end)> done);

    parts with_;
    owner whose_;
    std::int32_t epoch_;
    base::wall_time began_;
    bool dying_ = false;
    cap::book counters_;
    int version_;
    plan::snapshot_pointer plan_;
    base::secret_key master_key_{7};
    sim::store store_;
    std::unique_ptr<engine::store> door_;  // the store, with points at which to die
    sim::past past_;
    past_posts posts_;
    buyer_line line_;
    buyer_line follow_up_line_;
    alarms alarms_;
    quiet_observer seen_;
    base::uuid_source ids_;
    engine::requests_in_flight requests_;
    duplicate::claims claims_;
    engine::unknown_posts unknown_;
    engine::override_board overrides_{counters_};
    std::atomic<std::size_t> in_flight_ = 0;
    std::size_t recovering_ = 0;
    bool is_recovered_ = false;
    plan::snapshot_pointer taken_over_;  // in force at the start
    std::map<base::lead_id, std::vector<cap::charge>> held_;
    std::map<base::lead_id, left_behind> to_list_;
    std::unique_ptr<boost::asio::io_context> io_;
    engine::services services_;
    engine::follow_ups follow_ups_;
    engine::resales resales_;
};

}  // namespace pointsman::sim
