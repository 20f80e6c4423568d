#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/engine/observer.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/engine/post_archive.hpp>
#include <pointsman/engine/unknown_posts.hpp>
#include <pointsman/plan/plan.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pointsman::engine {

// Calls to buyers about posts whose walk has ended, as their connections declare them: the status
// of a post of unknown answer is asked, the post is sent again, and a buyer whose accept came too
// late is told that it is void. Each call is written down before it leaves, and again when it has
// ended. What was declared is read from the plan in force at the time of the call.
//
// A buyer has at most `per_buyer` of these calls under way, whatever their kind; more wait for it
// alone. Runs on one executor; the two that are told of news may be called from any thread.
class follow_ups {
public:
    static constexpr std::size_t default_notices_waiting = 10'000;

    struct parts {
        boost::asio::any_io_executor executor;
        const base::clock& clock;
        engine::store& store;
        engine::buyer_line& buyers;
        engine::timers& timers;
        engine::observer& observer;
        engine::unknown_posts& unknown;
        engine::post_archive& archive;
        std::function<plan::snapshot_pointer()> plan;  // on the executor
        std::size_t per_buyer = 4;
        std::size_t notices_waiting =
            default_notices_waiting;  // in memory; more wait in the archive for their turn
    };

    // A notice that fails is sent again after two seconds, then four, ... a quarter of an hour; so
    // often in all, counted over restarts.
    static constexpr std::int32_t most_notices = 12;

    // Everything outlives it. Listens to `unknown` for posts and void answers from now on.
    explicit follow_ups(parts with);
    follow_ups(const follow_ups&) = delete;
    follow_ups& operator=(const follow_ups&) = delete;

    // How many the archive is asked for at a time.
    static constexpr std::size_t untold_page = 1000;

    // Between two looks into the archive, whatever it or the buyers say; doubled with each that
    // fails, up to the longest.
    static constexpr base::duration shortest_look_pause = std::chrono::seconds(1);
    static constexpr base::duration longest_look_pause = std::chrono::minutes(1);

    // A void accept whose buyer is to be told. On the executor.
    void add(const untold_void& left);

    // Reads from the archive of whom nobody was told yet, as far as there is room: at start what
    // earlier runs left, and by itself what there was no room for. On the executor.
    void look_for_untold();

    // Posts that wait may be asked about now, and buyers be told of what is void. Counts go on. On
    // the executor.
    void plan_changed();

private:
    // A call that is to be made, again and again until it has its end.
    struct job {
        journal::follow_up_kind kind = journal::follow_up_kind::status;
        unknown_post post;
        std::int32_t number = 0;  // of the next call
    };

    using job_pointer = std::shared_ptr<job>;

    // One call of a job that is under way.
    struct call {
        job_pointer of;
        plan::snapshot_pointer plan;
        const plan::connection* via = nullptr;
        base::instant begun;
    };

    using call_pointer = std::shared_ptr<call>;

    struct line {
        std::size_t under_way = 0;
        std::deque<job_pointer> waiting;
    };

    // --- follow_ups.cpp: when
    void consider(const unknown_post& post);
    void take(job_pointer what, base::duration delay);
    void schedule(job_pointer what, base::duration delay);
    void ring();
    void serve(const std::string& buyer);
    void leave(const job& what);
    void finish(const call& what);
    call_pointer open_call(const job_pointer& what) const;

    // --- untold_voids.cpp: what waits in the archive
    void look_soon();
    void read_untold(const std::string& after);
    void take_untold(const std::vector<untold_void>& page);

    // --- follow_up_calls.cpp: how
    void begin(const call_pointer& what);
    void begin_repost(const call_pointer& what);
    void append_intent(const call_pointer& what, const buyer_call& request);
    void send(const call_pointer& what, buyer_call request);
    void answered(const call_pointer& what, const call_result& result);
    static std::optional<settlement> understand(const call& what, const protocol::reply& reply,
                                                journal::follow_up_end& end);
    void go_on(const call& what, bool is_over);
    void append_end(const job_pointer& about, journal::follow_up_end end);

    parts with_;
    std::unique_ptr<alarm> alarm_;
    std::multimap<base::steady_time, job_pointer> due_;
    std::map<std::string, line> lines_;                                // by buyer
    std::set<std::pair<std::string, journal::follow_up_kind>> known_;  // offer id, kind
    std::size_t notices_ = 0;
    std::unique_ptr<alarm> look_alarm_;
    base::duration look_pause_ = shortest_look_pause;
    bool look_is_due_ = false;  // the alarm is set
    bool is_looking_ = false;
    bool looks_again_ = false;  // when it is through: something changed meanwhile
    bool untold_wait_ = false;  // in the archive, for room here
    // Offer ids of notices that came to their end while the archive was read: what it says of them
    // may be older.
    std::set<std::string> left_meanwhile_;
};

}  // namespace pointsman::engine
