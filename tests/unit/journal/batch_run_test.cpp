#include <pointsman/journal/batch_run.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <random>
#include <set>

namespace pointsman::journal {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// "execute 3: 0+2" = run records 0 and 1 under the third batch id.
std::string shown(const action& what) {
    const auto number = [](const base::uuid& id) { return static_cast<int>(id.bytes.back()); };

    struct {
        decltype(number) id;

        std::string operator()(const execute& a) {
            return fmt::format("execute {}: {}+{}", id(a.batch), a.first, a.count);
        }

        std::string operator()(const set_aside& a) {
            return fmt::format("set aside {}: {} {}", id(a.batch), a.index, a.why.sqlstate);
        }

        std::string operator()(const look_up& a) { return fmt::format("look up {}", id(a.batch)); }

        std::string operator()(const reconnect& /*a*/) { return "reconnect"; }

        std::string operator()(const finished& /*a*/) { return "finished"; }
    } show{number};

    return std::visit(show, what);
}

std::string shown(const settled& what) {
    static constexpr std::array names{"durable", "poisoned", "refused"};
    return fmt::format("{} {}", what.index, names.at(static_cast<std::size_t>(what.how)));
}

const data_error twice_sold{"23505", "duplicate key"};

class batch_run_test : public testing::Test {
protected:
    batch_run run_of(std::size_t records) {
        return {records, [this] { return next_id(); }, delays_};
    }

    base::uuid next_id() {
        base::uuid id;
        id.bytes.back() = ++ids_;
        return id;
    }

    std::vector<std::string> settled_by(batch_run& run) {
        std::vector<std::string> all;
        for (const settled& each : run.take_settled()) all.push_back(shown(each));
        return all;
    }

    std::uint8_t ids_ = 0;
    back_off delays_{20ms, 1s, 1};
};

TEST_F(batch_run_test, an_empty_batch_is_finished_at_once) {
    auto run = run_of(0);
    EXPECT_EQ(shown(run.start()), "finished");
    EXPECT_THAT(settled_by(run), IsEmpty());
}

TEST_F(batch_run_test, commits_all_records_in_one_transaction) {
    auto run = run_of(3);
    EXPECT_EQ(shown(run.start()), "execute 1: 0+3");
    EXPECT_THAT(settled_by(run), IsEmpty()) << "nothing is durable before the commit";
    EXPECT_EQ(shown(run.resume(committed{})), "finished");
    EXPECT_THAT(settled_by(run), ElementsAre("0 durable", "1 durable", "2 durable"));
    EXPECT_THAT(settled_by(run), IsEmpty()) << "told once";
}

TEST_F(batch_run_test, a_failure_before_the_commit_runs_the_same_batch_again) {
    auto run = run_of(2);
    run.start();
    EXPECT_EQ(shown(run.resume(failed{})), "reconnect");
    EXPECT_EQ(shown(run.resume(failed{})), "reconnect") << "could not connect";
    EXPECT_EQ(shown(run.resume(connected{})), "execute 1: 0+2");
    EXPECT_EQ(shown(run.resume(committed{})), "finished");
    EXPECT_THAT(settled_by(run), ElementsAre("0 durable", "1 durable"));
}

TEST_F(batch_run_test, an_unanswered_commit_that_got_through_is_not_run_again) {
    auto run = run_of(2);
    run.start();
    EXPECT_EQ(shown(run.resume(in_doubt{})), "reconnect");
    EXPECT_EQ(shown(run.resume(connected{})), "look up 1");
    EXPECT_EQ(shown(run.resume(looked_up{.found = true})), "finished");
    EXPECT_THAT(settled_by(run), ElementsAre("0 durable", "1 durable"));
}

TEST_F(batch_run_test, an_unanswered_commit_that_was_lost_is_run_again_under_the_same_id) {
    auto run = run_of(2);
    run.start();
    run.resume(in_doubt{});
    run.resume(connected{});
    EXPECT_EQ(shown(run.resume(looked_up{.found = false})), "execute 1: 0+2");
    EXPECT_EQ(shown(run.resume(committed{})), "finished");
}

TEST_F(batch_run_test, a_commit_that_lands_after_the_look_up_is_found_by_its_unique_id) {
    auto run = run_of(2);
    run.start();
    run.resume(in_doubt{});
    run.resume(connected{});
    run.resume(looked_up{.found = false});
    EXPECT_EQ(shown(run.resume(already_there{})), "finished");
    EXPECT_THAT(settled_by(run), ElementsAre("0 durable", "1 durable"));
}

TEST_F(batch_run_test, the_doubt_outlives_a_look_up_that_fails) {
    auto run = run_of(1);
    run.start();
    run.resume(in_doubt{});
    run.resume(connected{});
    EXPECT_EQ(shown(run.resume(failed{})), "reconnect");
    EXPECT_EQ(shown(run.resume(connected{})), "look up 1");
    EXPECT_EQ(shown(run.resume(looked_up{.found = true})), "finished");
}

TEST_F(batch_run_test, a_conflict_is_retried_at_once_but_not_for_ever) {
    auto run = run_of(1);
    run.start();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(shown(run.resume(conflict{})), "execute 1: 0+1");
    EXPECT_EQ(shown(run.resume(conflict{})), "reconnect");
    EXPECT_EQ(shown(run.resume(connected{})), "execute 1: 0+1");
    EXPECT_EQ(shown(run.resume(conflict{})), "execute 1: 0+1") << "counted anew";
}

TEST_F(batch_run_test, splits_out_the_poisoned_record_and_keeps_the_order) {
    auto run = run_of(4);
    EXPECT_EQ(shown(run.start()), "execute 1: 0+4");
    EXPECT_EQ(shown(run.resume(twice_sold)), "execute 2: 0+2");
    EXPECT_EQ(shown(run.resume(twice_sold)), "execute 3: 0+1");
    EXPECT_EQ(shown(run.resume(committed{})), "execute 4: 1+1");
    EXPECT_EQ(shown(run.resume(twice_sold)), "set aside 5: 1 23505");
    EXPECT_EQ(shown(run.resume(committed{})), "execute 6: 2+2");
    EXPECT_EQ(shown(run.resume(committed{})), "finished");
    EXPECT_THAT(settled_by(run), ElementsAre("0 durable", "1 poisoned", "2 durable", "3 durable"));
}

TEST_F(batch_run_test, a_copy_that_is_refused_too_does_not_stop_the_rest) {
    auto run = run_of(2);
    run.start();
    run.resume(twice_sold);
    EXPECT_EQ(shown(run.resume(twice_sold)), "set aside 3: 0 23505");
    EXPECT_EQ(shown(run.resume(data_error{"22021", "bad bytes"})), "execute 4: 1+1");
    EXPECT_EQ(shown(run.resume(committed{})), "finished");
    EXPECT_THAT(settled_by(run), ElementsAre("0 poisoned", "1 durable"));
}

TEST_F(batch_run_test, setting_aside_survives_a_lost_commit) {
    auto run = run_of(1);
    run.start();
    EXPECT_EQ(shown(run.resume(twice_sold)), "set aside 2: 0 23505");
    EXPECT_EQ(shown(run.resume(in_doubt{})), "reconnect");
    EXPECT_EQ(shown(run.resume(connected{})), "look up 2");
    EXPECT_EQ(shown(run.resume(looked_up{.found = false})), "set aside 2: 0 23505");
    EXPECT_EQ(shown(run.resume(committed{})), "finished");
    EXPECT_THAT(settled_by(run), ElementsAre("0 poisoned"));
}

TEST_F(batch_run_test, a_fenced_run_refuses_everything_left) {
    auto run = run_of(4);
    run.start();
    run.resume(twice_sold);
    run.resume(committed{});
    EXPECT_EQ(shown(run.resume(fenced{})), "finished");
    EXPECT_THAT(settled_by(run), ElementsAre("0 durable", "1 durable", "2 refused", "3 refused"));
}

TEST_F(batch_run_test, a_fenced_run_in_doubt_looks_up_what_became_of_its_batch) {
    for (const bool found : {true, false}) {
        auto run = run_of(1);
        run.start();
        run.resume(in_doubt{});
        run.resume(connected{});
        run.resume(looked_up{.found = false});
        EXPECT_THAT(shown(run.resume(fenced{})), testing::StartsWith("look up"));
        EXPECT_EQ(shown(run.resume(looked_up{.found = found})), "finished");
        EXPECT_THAT(settled_by(run), ElementsAre(found ? "0 durable" : "0 refused"));
    }
}

TEST_F(batch_run_test, delays_grow_with_failures_and_start_again_after_a_success) {
    auto run = run_of(1);
    run.start();
    run.resume(failed{});
    base::duration last{};
    for (int i = 0; i < 8; ++i) last = std::get<reconnect>(run.resume(failed{})).after;
    EXPECT_GT(last, 400ms);
    run.resume(connected{});
    run.resume(committed{});
    EXPECT_LE(delays_.next(), 20ms);
}

TEST(classify, tells_the_records_faults_from_the_databases) {
    const auto is_data = [](const char* sqlstate) {
        return std::holds_alternative<data_error>(classify(sqlstate, "why"));
    };
    for (const char* fault : {"22P02", "22021", "23505", "23514", "21000", "44000", "54000"})
        EXPECT_TRUE(is_data(fault)) << fault;
    for (const char* not_its_fault :
         {"53100", "57014", "25006", "42P01", "42501", "XX000", "08006", ""})
        EXPECT_TRUE(std::holds_alternative<failed>(classify(not_its_fault, ""))) << not_its_fault;
    for (const char* other : {"40001", "40P01"})
        EXPECT_TRUE(std::holds_alternative<conflict>(classify(other, ""))) << other;
    EXPECT_EQ(std::get<data_error>(classify("23505", "why")).message, "why");
}

// A database that loses connections, answers and commits at random, and that no record may be in
// twice.
class flaky_database {
public:
    explicit flaky_database(std::uint64_t seed) : random_(seed) {}

    event perform(const action& what) {
        return std::visit([this](const auto& which) { return perform_one(which); }, what);
    }

    const std::vector<std::size_t>& rows() const { return rows_; }

    static bool poisoned(std::size_t index) { return index % 7 == 3; }

private:
    bool chance(unsigned percent) { return random_() % 100 < percent; }

    event perform_one(const execute& batch) {
        if (chance(20)) return failed{};
        if (ids_.contains(batch.batch)) return already_there{};
        for (std::size_t i = batch.first; i < batch.first + batch.count; ++i)
            if (poisoned(i)) return data_error{"22P02", ""};
        if (chance(20)) return chance(50) ? event(in_doubt{}) : event(conflict{});
        ids_.insert(batch.batch);
        for (std::size_t i = batch.first; i < batch.first + batch.count; ++i) rows_.push_back(i);
        return chance(20) ? event(in_doubt{}) : event(committed{});
    }

    event perform_one(const set_aside& one) {
        if (ids_.contains(one.batch)) return already_there{};
        if (chance(20)) return in_doubt{};
        ids_.insert(one.batch);
        return chance(20) ? event(in_doubt{}) : event(committed{});
    }

    event perform_one(const look_up& one) {
        if (chance(20)) return failed{};
        return looked_up{.found = ids_.contains(one.batch)};
    }

    event perform_one(const reconnect& /*again*/) {
        return chance(30) ? event(failed{}) : event(connected{});
    }

    event perform_one(const finished& /*end*/) { return failed{}; }

    std::mt19937_64 random_;
    std::set<base::uuid> ids_;
    std::vector<std::size_t> rows_;
};

TEST(batch_run_property, every_record_is_stored_once_and_in_order_whatever_fails) {
    constexpr std::size_t records = 40;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        flaky_database database(seed);
        base::uuid_source ids(seed);
        back_off delays(1ms, 8ms, seed);
        batch_run run(records, [&] { return ids.next(base::wall_time(1s)); }, delays);
        action next = run.start();
        while (!std::holds_alternative<finished>(next)) next = run.resume(database.perform(next));

        const auto settlements = run.take_settled();
        ASSERT_EQ(settlements.size(), records) << "seed " << seed;
        std::vector<std::size_t> durable;
        for (std::size_t i = 0; i < records; ++i) {
            ASSERT_EQ(settlements[i].index, i);
            const bool is_durable = settlements[i].how == settlement::durable;
            ASSERT_EQ(is_durable, !flaky_database::poisoned(i)) << "seed " << seed;
            if (is_durable) durable.push_back(i);
        }
        ASSERT_EQ(database.rows(), durable) << "seed " << seed;
    }
}

}  // namespace
}  // namespace pointsman::journal
