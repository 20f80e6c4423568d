#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/base/crypto.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/engine/unknown_posts.hpp>
#include <pointsman/plan/plan.hpp>
#include <pointsman/postgres/recovery.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace pointsman::app {

// Takes over what earlier epochs left behind. What a new lead depends on comes first, before the
// server serves: what posts of unknown answer hold of caps and money; a first page of them is
// listed too. A thread of its own then lists the rest and writes the ends of the leads that were
// cut off, while new leads come in.
class recovery {
public:
    // Everything outlives it.
    struct parts {
        std::string url;
        postgres::successor who;
        base::wall_time began;  // this epoch
        engine::store& store;
        engine::unknown_posts& unknown;
        cap::book& counters;
        base::secret_key master_key;
        const base::clock& clock;
        std::function<void()> recovered;  // every lead has an outcome now; on recovery's thread
    };

    explicit recovery(parts with) : with_(std::move(with)) {}

    recovery(const recovery&) = delete;
    recovery& operator=(const recovery&) = delete;

    ~recovery() { stop(); }

    // Blocks; the error is what PostgreSQL said. Once, after restore_caps and before start.
    base::result<void, std::string> take_over(plan::snapshot_pointer plan);

    // Begins the thread. It tries again for as long as PostgreSQL is away.
    void start();
    void stop();

private:
    // A post of unknown answer, and what its buyer said before the server could write down more.
    struct left_behind {
        engine::unknown_post post;
        std::optional<engine::settlement> heard;
    };

    left_behind reopen(const engine::stored_post& post, std::vector<cap::charge> held) const;
    void work();
    base::result<void, std::string> list_page();
    bool recover_page(base::lead_id& after);
    base::result<void, std::string> find_posts_of(
        const std::vector<engine::interrupted_lead>& page);
    void append(journal::outcome record);
    void written(const base::lead_id& lead, engine::append_result result);
    void list(const base::lead_id& lead);
    void list(left_behind left);
    bool wait_until_quiet(std::size_t most_under_way);
    bool wait_for_database(const std::string& what);
    bool sleep(base::duration span);

    parts with_;
    plan::snapshot_pointer plan_;        // in force at the start, until everything is recovered
    std::deque<base::lead_id> pending_;  // whose posts the thread is to list, oldest first
    // What posts of unknown answer hold, until the thread reads the rest of them. A lead has one:
    // it has one owner, perhaps.
    std::unordered_map<base::lead_id, std::vector<cap::charge>> held_;
    std::map<base::lead_id, left_behind> to_list_;  // once their outcome is written down
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t under_way_ = 0;
    std::size_t recovered_ = 0;
    std::size_t refused_ = 0;  // in the page that is being written
    std::size_t failed_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace pointsman::app
