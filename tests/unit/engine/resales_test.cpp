#include <pointsman/engine/resales.hpp>

#include "stage.hpp"

#include <algorithm>
#include <deque>

// When leads are looked for that are to be offered again.
namespace pointsman::engine {
namespace {

// Those that are due, until they are offered.
class memory_archive final : public resale_archive {
public:
    void list_returned(base::wall_time, std::size_t most,
                       callback<std::vector<returned_lead>> done) override {
        ++asked;
        if (away) return done(base::failure<std::string>("away"));
        const auto count = static_cast<std::ptrdiff_t>(std::min(most, due.size()));
        done(std::vector<returned_lead>(due.begin(), due.begin() + count));
    }

    std::deque<returned_lead> due;
    bool away = false;
    int asked = 0;
};

class resales_loop : public testing::Test {
protected:
    void add(int count) {
        for (int i = 0; i < count; ++i) {
            returned_lead one;
            one.sale.lead = base::lead_id{on.ids.next(on.time.now().wall)};
            archive.due.push_back(one);
        }
    }

    void offer(const returned_lead& what, const std::function<void(resale_end)>& done) {
        most_at_once = std::max(most_at_once, ++under_way);
        on.time.call_after(100ms, [this, what, done] {
            --under_way;
            if (put_off_times-- > 0) return done(resale_end::put_off);
            offered.push_back(what.sale.lead);
            std::erase_if(archive.due,
                          [&](const returned_lead& one) { return one.sale == what.sale; });
            done(resale_end::done);
        });
    }

    stage on;
    memory_archive archive;
    std::vector<base::lead_id> offered;
    std::size_t under_way = 0;
    std::size_t most_at_once = 0;
    int put_off_times = 0;
    resales loop{{on.io.get_executor(), on.time, on.time, on.seen, archive,
                  [this](const returned_lead& what, const auto& done) { offer(what, done); }}};
};

TEST_F(resales_loop, looks_once_when_nothing_is_due) {
    loop.look_soon();
    on.let_pass(1h);
    EXPECT_EQ(archive.asked, 1);
}

TEST_F(resales_loop, offers_all_that_is_due_a_few_at_a_time) {
    add(200);
    loop.look_soon();
    on.let_pass(1h);
    EXPECT_EQ(offered.size(), 200U);
    EXPECT_EQ(most_at_once, resales::most_at_once);
    EXPECT_EQ(archive.asked, 5) << "four pages, and one that is empty";
}

TEST_F(resales_loop, what_comes_during_a_look_is_seen_by_the_next) {
    add(1);
    loop.look_soon();
    on.let_pass(50ms);
    add(1);
    loop.look_soon();
    loop.look_soon();
    on.let_pass(1h);
    EXPECT_EQ(offered.size(), 2U);
}

TEST_F(resales_loop, tries_again_after_growing_pauses) {
    add(1);
    put_off_times = 4;
    loop.look_soon();
    on.let_pass(2min);
    EXPECT_EQ(offered.size(), 1U);
    EXPECT_EQ(archive.asked, 6);
}

TEST_F(resales_loop, goes_on_when_the_archive_is_back) {
    add(1);
    archive.away = true;
    loop.look_soon();
    on.let_pass(1h);
    EXPECT_TRUE(offered.empty());
    EXPECT_LE(archive.asked, 130) << "at least 30 s apart after the first few";
    archive.away = false;
    on.let_pass(2min);
    EXPECT_EQ(offered.size(), 1U);
}

TEST_F(resales_loop, begins_nothing_once_stopped) {
    add(100);
    loop.look_soon();
    on.let_pass(50ms);
    loop.stop();
    on.let_pass(1h);
    EXPECT_EQ(offered.size(), resales::most_at_once);
}

}  // namespace
}  // namespace pointsman::engine
