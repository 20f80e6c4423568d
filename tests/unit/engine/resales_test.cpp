#include <pointsman/engine/resales.hpp>

#include "stage.hpp"

#include <algorithm>
#include <map>

// When leads are looked for that are to be sold again.
namespace pointsman::engine {
namespace {

// Those that are due, in the order in which they were added, until they are done.
class memory_archive final : public resale_archive {
public:
    void list_returned(base::wall_time, std::optional<returned_place> after, std::size_t most,
                       callback<std::vector<returned_lead>> done) override {
        ++asked;
        if (away) return done(base::failure<std::string>("away"));
        std::vector<returned_lead> page;
        for (const returned_lead& one : due)
            if (page.size() < most && (!after || after->sale.lead < one.sale.lead))
                page.push_back(one);
        done(std::move(page));
    }

    std::vector<returned_lead> due;
    bool away = false;
    int asked = 0;
};

class resales_loop : public testing::Test {
protected:
    base::lead_id add() {
        returned_lead one;
        one.sale.lead = base::lead_id{on.ids.next(on.time.now().wall)};
        archive.due.push_back(one);
        return one.sale.lead;
    }

    void add(int count) {
        for (int i = 0; i < count; ++i) add();
    }

    void serve(const returned_lead& what, const std::function<void(resale_end)>& done) {
        most_at_once = std::max(most_at_once, ++under_way);
        ++tries[what.sale.lead];
        on.time.call_after(100ms, [this, what, done] {
            --under_way;
            const auto found = ends.find(what.sale.lead);
            const resale_end how = found == ends.end() ? resale_end::done : found->second;
            if (how == resale_end::done) {
                sold.push_back(what.sale.lead);
                std::erase_if(archive.due,
                              [&](const returned_lead& one) { return one.sale == what.sale; });
            }
            done(how);
        });
    }

    stage on;
    memory_archive archive;
    std::map<base::lead_id, resale_end> ends;  // where it is not done
    std::map<base::lead_id, int> tries;
    std::vector<base::lead_id> sold;
    std::size_t under_way = 0;
    std::size_t most_at_once = 0;
    resales loop{{on.io.get_executor(), on.time, on.time, on.seen, archive,
                  [this](const returned_lead& what, const auto& done) { serve(what, done); }}};
};

TEST_F(resales_loop, looks_once_a_minute_when_nothing_is_due) {
    loop.look_soon();
    on.let_pass(10min + 30s);
    EXPECT_EQ(archive.asked, 11);
}

TEST_F(resales_loop, sells_all_that_is_due_a_few_at_a_time) {
    add(200);
    loop.look_soon();
    on.let_pass(30s);
    EXPECT_EQ(sold.size(), 200U);
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
    on.let_pass(30s);
    EXPECT_EQ(sold.size(), 2U);
}

TEST_F(resales_loop, what_cannot_be_sold_now_holds_nothing_up) {
    for (int i = 0; i < 150; ++i) ends[add()] = resale_end::later;
    const base::lead_id good = add();
    loop.look_soon();
    on.let_pass(30s);
    EXPECT_EQ(sold, std::vector{good});
    for (auto& [lead, how] : ends) how = resale_end::done;
    on.let_pass(90s);
    EXPECT_EQ(sold.size(), 151U);
}

TEST_F(resales_loop, what_fails_is_tried_again_after_growing_pauses_and_then_left_alone) {
    const base::lead_id bad = add();
    ends[bad] = resale_end::failed;
    loop.look_soon();
    on.let_pass(5s);
    EXPECT_LE(tries[bad], 4) << "the first pause is one to two seconds, the next one longer";
    on.let_pass(2h);
    EXPECT_EQ(tries[bad], resales::most_failures);
    ASSERT_EQ(on.seen.troubles.size(), 1U);
    const base::lead_id good = add();
    loop.look_soon();
    on.let_pass(30s);
    EXPECT_EQ(sold, std::vector{good});
}

TEST_F(resales_loop, stops_looking_for_a_while_when_no_leads_are_taken) {
    add(200);
    for (const returned_lead& one : archive.due) ends[one.sale.lead] = resale_end::closed;
    loop.look_soon();
    on.let_pass(900ms);
    EXPECT_EQ(archive.asked, 1);
    ends.clear();
    on.let_pass(5min);
    EXPECT_EQ(sold.size(), 200U);
    EXPECT_TRUE(on.seen.troubles.empty());
}

TEST_F(resales_loop, goes_on_when_the_archive_is_back) {
    add(1);
    archive.away = true;
    loop.look_soon();
    on.let_pass(1h);
    EXPECT_TRUE(sold.empty());
    EXPECT_LE(archive.asked, 130) << "at least 30 s apart after the first few";
    archive.away = false;
    on.let_pass(2min);
    EXPECT_EQ(sold.size(), 1U);
}

TEST_F(resales_loop, begins_nothing_once_stopped) {
    add(100);
    loop.look_soon();
    on.let_pass(50ms);
    loop.stop();
    on.let_pass(1h);
    EXPECT_EQ(sold.size(), resales::most_at_once);
}

}  // namespace
}  // namespace pointsman::engine
