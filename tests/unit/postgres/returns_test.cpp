#include <pointsman/postgres/recovery.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <atomic>
#include <barrier>

#include "office_fixture.hpp"

namespace pointsman::postgres::test {
namespace {

using namespace std::chrono_literals;
using engine::return_state;
using ledger::bearer;
using ledger::return_refusal;

class returns_test : public office_test {
protected:
    // The standing that a call must have answered.
    static engine::return_standing standing(
        const base::result<engine::return_answer, engine::office_failure>& answer) {
        if (!answer) {
            ADD_FAILURE() << answer.error().what;
            return {};
        }
        const auto* found = std::get_if<engine::return_standing>(&*answer);
        EXPECT_NE(found, nullptr) << "answer " << answer->index();
        return found != nullptr ? *found : engine::return_standing{};
    }

    static return_refusal refusal(
        const base::result<engine::return_answer, engine::office_failure>& answer) {
        return std::get<return_refusal>(answer.value());
    }

    void ask_an_operator() { buyer_contract_.returns->approve = ledger::approval::by_operator; }

    std::string entries_of(const base::lead_id& lead) {
        return value(
            fmt::format("select string_agg(account || ':' || party || ':' || amount / 1000000, ' ' "
                        "order by line) from ledger_entry where kind = 'return' and lead_id = '{}'",
                        base::to_text(lead)));
    }
};

TEST_F(returns_test, undoes_the_sale_in_the_ledger) {
    const base::lead_id lead = sell();
    const engine::return_standing done = standing(give_back(a_request(lead)));
    EXPECT_EQ(done.lead, lead);
    EXPECT_EQ(done.state, return_state::returned);
    EXPECT_TRUE(done.is_new);
    EXPECT_EQ(done.cost, (ledger::return_cost{bearer::seller, std::nullopt}));
    EXPECT_FALSE(done.refill);
    EXPECT_EQ(entries_of(lead), "buyer:northstar:-30 seller:acme_media:24 margin::6");
    EXPECT_EQ(value("select sum(amount) from ledger_entry"), "0");
    EXPECT_EQ(value("select sum(amount) from ledger_entry where account = 'seller'"), "0");
    EXPECT_EQ(value("select decision || decided_by || bears from return_decision"),
              "acceptedcontractseller");
}

TEST_F(returns_test, are_borne_by_the_network_where_the_seller_does_not_take_them) {
    seller_contract_.returns->window = 1us;
    sold_at_ = now() - 1s;
    const base::lead_id lead = sell();
    const engine::return_standing done = standing(give_back(a_request(lead)));
    EXPECT_EQ(done.cost, (ledger::return_cost{bearer::network, return_refusal::outside_window}));
    EXPECT_EQ(entries_of(lead), "buyer:northstar:-30 margin::30");
    EXPECT_EQ(value("select bears || ' ' || because from return_decision"),
              "network outside_window");
    // Told the same way when asked again.
    EXPECT_EQ(standing(give_back(a_request(lead))).cost, done.cost);
}

TEST_F(returns_test, happen_once_for_eight_who_ask_at_once) {
    const base::lead_id lead = sell();
    back_office_settings how = office_settings();
    how.threads = 8;
    back_office busy(how, clock_);
    std::atomic<int> first = 0;
    std::atomic<int> later = 0;
    std::barrier start(8);
    std::vector<std::thread> buyers;
    for (int i = 0; i < 8; ++i)
        buyers.emplace_back([&] {
            start.arrive_and_wait();
            const auto done = standing(answer_of<engine::return_answer>(
                [&](auto callback) { busy.record_return(a_request(lead), callback); }));
            EXPECT_EQ(done.state, return_state::returned);
            ++(done.is_new ? first : later);
        });
    for (std::thread& each : buyers) each.join();
    EXPECT_EQ(first, 1);
    EXPECT_EQ(later, 7);
    EXPECT_EQ(value("select count(*) from sale_return"), "1");
    EXPECT_EQ(value("select count(*) from ledger_entry where kind = 'return'"), "3");
}

TEST_F(returns_test, do_not_exceed_the_share_when_many_are_asked_for_at_once) {
    buyer_contract_.returns->terms.max_share = {1'000};
    std::vector<base::lead_id> leads;
    for (int i = 0; i < 29; ++i) leads.push_back(sell());
    back_office_settings how = office_settings();
    how.threads = 8;
    back_office busy(how, clock_);
    std::atomic<int> returned = 0;
    std::atomic<int> refused = 0;
    {
        std::vector<std::thread> buyers;
        for (const base::lead_id& lead : leads)
            buyers.emplace_back([&] {
                const auto done = answer_of<engine::return_answer>(
                    [&](auto callback) { busy.record_return(a_request(lead), callback); });
                ASSERT_TRUE(done) << done.error().what;
                const auto* why = std::get_if<return_refusal>(&*done);
                ++(why != nullptr && *why == return_refusal::share_exceeded ? refused : returned);
            });
        for (std::thread& each : buyers) each.join();
    }
    EXPECT_EQ(returned, 2);
    EXPECT_EQ(refused, 27);
    EXPECT_EQ(value("select count(*) from sale_return"), "2");
}

TEST_F(returns_test, share_is_of_the_calendar_month_of_the_sale_in_the_buyers_zone) {
    buyer_contract_.zone = cap::zone("America/Los_Angeles");
    buyer_contract_.returns->terms.max_share = {5'000};
    buyer_contract_.returns->terms.window = std::chrono::days(100'000);
    seller_contract_.returns->window = std::chrono::days(100'000);
    seller_contract_.returns->max_share = {5'000};
    // Midnight of 1 March 2026 in Los Angeles is 08:00 UTC.
    const base::wall_time march(std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 8h);
    sold_at_ = march - 1us;
    const base::lead_id february = sell();
    sold_at_ = march;
    const base::lead_id first = sell();
    EXPECT_EQ(refusal(give_back(a_request(first))), return_refusal::share_exceeded)
        << "one sale in March";
    sell();
    const auto done = standing(give_back(a_request(first)));
    EXPECT_EQ(done.state, return_state::returned);
    // In UTC all three are of March, one of three may go back.
    EXPECT_EQ(done.cost, (ledger::return_cost{bearer::seller, std::nullopt}));
    EXPECT_EQ(refusal(give_back(a_request(february))), return_refusal::share_exceeded);
}

TEST_F(returns_test, a_refusal_by_contract_keeps_nothing_and_may_be_asked_again) {
    buyer_contract_.returns->terms.reasons = {"duplicate"};
    const base::lead_id lead = sell();
    EXPECT_EQ(refusal(give_back(a_request(lead))), return_refusal::reason_not_agreed);
    buyer_contract_.returns.reset();
    EXPECT_EQ(refusal(give_back(a_request(lead))), return_refusal::not_agreed);
    EXPECT_EQ(value("select count(*) from sale_return"), "0");
    buyer_contract_.returns = ledger::buyer_returns{};
    buyer_contract_.returns->terms.window = 24h;
    EXPECT_EQ(standing(give_back(a_request(lead))).state, return_state::returned);
}

TEST_F(returns_test, name_a_lead_by_the_buyers_own_reference) {
    const base::lead_id lead = sell("N-1");
    sell("N-2");
    sell("N-2");
    engine::return_request by_reference = a_request(lead);
    by_reference.lead = "N-1";
    EXPECT_EQ(standing(give_back(by_reference)).lead, lead);
    by_reference.lead = "N-2";
    EXPECT_TRUE(
        std::holds_alternative<engine::ambiguous_reference>(give_back(by_reference).value()));
    by_reference.lead = "N-3";
    EXPECT_TRUE(std::holds_alternative<engine::no_such_sale>(give_back(by_reference).value()));
}

TEST_F(returns_test, anothers_sale_does_not_exist) {
    const base::lead_id lead = sell("N-1");
    engine::return_request theirs = a_request(lead);
    theirs.buyer = "plainview";
    EXPECT_TRUE(std::holds_alternative<engine::no_such_sale>(give_back(theirs).value()));
    theirs.lead = "N-1";
    EXPECT_TRUE(std::holds_alternative<engine::no_such_sale>(give_back(theirs).value()));
    EXPECT_TRUE(
        std::holds_alternative<engine::no_such_sale>(give_back(a_request(new_lead_id())).value()));
}

TEST_F(returns_test, wait_for_an_operator_where_the_contract_says_so) {
    ask_an_operator();
    const base::lead_id lead = sell();
    const auto asked = standing(give_back(a_request(lead)));
    EXPECT_EQ(asked.state, return_state::requested);
    EXPECT_TRUE(asked.is_new);
    EXPECT_EQ(entries_of(lead), "");
    EXPECT_FALSE(standing(give_back(a_request(lead))).is_new);

    const auto list = waiting();
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0].lead, lead);
    EXPECT_EQ(list[0].buyer, "northstar");
    EXPECT_EQ(list[0].seller, "acme_media");
    EXPECT_EQ(list[0].note, hostile);
    EXPECT_EQ(list[0].price, base::money::from_micros(30'000'000));
    EXPECT_EQ(list[0].sold_at, sold_at_);

    const auto accepted = standing(decide(lead, true));
    EXPECT_EQ(accepted.state, return_state::returned);
    EXPECT_TRUE(accepted.is_new);
    EXPECT_EQ(entries_of(lead), "buyer:northstar:-30 seller:acme_media:24 margin::6");
    EXPECT_TRUE(waiting().empty());
    for (const bool accept : {true, false}) {
        const auto again = standing(decide(lead, accept));
        EXPECT_EQ(again.state, return_state::returned);
        EXPECT_FALSE(again.is_new);
    }
    EXPECT_EQ(value("select count(*) from ledger_entry where kind = 'return'"), "3");
}

TEST_F(returns_test, refused_by_an_operator_stay_refused_and_cost_nothing) {
    ask_an_operator();
    const base::lead_id lead = sell();
    EXPECT_TRUE(std::holds_alternative<engine::no_such_sale>(decide(lead, true).value()));
    give_back(a_request(lead));
    EXPECT_EQ(standing(decide(lead, false)).state, return_state::refused);
    const auto again = standing(give_back(a_request(lead)));
    EXPECT_EQ(again.state, return_state::refused);
    EXPECT_FALSE(again.is_new);
    EXPECT_EQ(value("select count(*) from ledger_entry where kind = 'return'"), "0");
}

TEST_F(returns_test, two_operators_decide_once) {
    ask_an_operator();
    const base::lead_id lead = sell();
    give_back(a_request(lead));
    std::atomic<int> first = 0;
    std::vector<std::thread> operators;
    for (int i = 0; i < 4; ++i)
        operators.emplace_back([&, i] { first += standing(decide(lead, i % 2 == 0)).is_new; });
    for (std::thread& each : operators) each.join();
    EXPECT_EQ(first, 1);
    EXPECT_EQ(value("select count(*) from return_decision"), "1");
}

TEST_F(returns_test, an_operators_slowness_does_not_close_the_sellers_window) {
    ask_an_operator();
    seller_contract_.returns->window = 1h;
    sold_at_ = now() - 2h;
    const base::lead_id lead = sell();
    engine::return_request in_time = a_request(lead);
    in_time.asked_at = sold_at_ + 30min;
    give_back(in_time);
    EXPECT_EQ(standing(decide(lead, true)).cost,
              (ledger::return_cost{bearer::seller, std::nullopt}));
}

TEST_F(returns_test, the_buyers_balance_gets_back_what_it_paid) {
    const auto balance = [&] {
        return balances_of(server_url(), {{"northstar", "USD"}}).value().at(0);
    };
    const base::lead_id lead = sell();
    EXPECT_EQ(balance(), base::money::from_micros(-30'000'000));
    pay_in("wire-9", 100);
    EXPECT_EQ(balance(), base::money::from_micros(70'000'000));
    const auto done = standing(give_back(a_request(lead)));
    ASSERT_TRUE(done.credit);
    EXPECT_EQ(done.credit->buyer, "northstar");
    EXPECT_EQ(done.credit->currency, "USD");
    EXPECT_EQ(done.credit->amount, base::money::from_micros(30'000'000));
    EXPECT_EQ(balance(), base::money::from_micros(100'000'000));
    EXPECT_FALSE(standing(give_back(a_request(lead))).credit) << "once";
    ask_an_operator();
    const base::lead_id waits = sell();
    EXPECT_FALSE(standing(give_back(a_request(waits))).credit);
    EXPECT_TRUE(standing(decide(waits, true)).credit);
    const base::lead_id refused = sell();
    give_back(a_request(refused));
    EXPECT_FALSE(standing(decide(refused, false)).credit);
}

TEST_F(returns_test, refill_caps_only_where_the_contract_says_so) {
    const base::lead_id plain = sell();
    standing(give_back(a_request(plain)));
    const auto counted = [&] {
        const usage_question all{"northstar_ca", cap::event::sale, base::wall_time::min()};
        return usage_since(server_url(), {all}, unsettled::left_out).value()[0].count;
    };
    EXPECT_EQ(counted(), 1);

    buyer_contract_.returns->refill_caps = true;
    const auto done = standing(give_back(a_request(sell())));
    ASSERT_TRUE(done.refill);
    EXPECT_EQ(done.refill->order, "northstar_ca");
    EXPECT_EQ(done.refill->buyer, "northstar");
    EXPECT_EQ(done.refill->reserved_at, sold_at_ - 5ms) << "when the cap was charged";
    EXPECT_EQ(done.refill->price, base::money::from_micros(30'000'000));
    EXPECT_EQ(done.refill->payout, base::money::from_micros(24'000'000));
    EXPECT_EQ(done.refill->tree, "auto_main");
    EXPECT_EQ(done.refill->seller, "acme_media");
    EXPECT_EQ(done.refill->vertical, "auto_insurance");
    EXPECT_EQ(done.refill->fields_json, value("select distinct fields::text from lead"))
        << "for caps with when";
    EXPECT_EQ(counted(), 1) << "a restart counts the first sale only";
}

TEST_F(returns_test, a_fenced_server_writes_nothing) {
    ask_an_operator();
    const base::lead_id lead = sell();
    const base::lead_id waits = sell();
    give_back(a_request(waits));
    store_.reset();
    const auto successor = open_store();
    const auto counts = [&] {
        return value(
            "select (select count(*) from batch) || ' ' || (select count(*) from sale_return) || "
            "' ' || (select count(*) from return_decision) || ' ' || (select count(*) from "
            "ledger_entry) || ' ' || (select count(*) from deposit) || ' ' || (select count(*) "
            "from lead_key) || ' ' || (select count(*) from erasure)");
    };
    const std::string before = counts();
    const auto is_fenced = [](const auto& answer) {
        return !answer.has_value() && answer.error().fenced;
    };
    EXPECT_TRUE(is_fenced(give_back(a_request(lead))));
    EXPECT_TRUE(is_fenced(decide(waits, true)));
    EXPECT_TRUE(is_fenced(pay_in("d-1", 5)));
    EXPECT_TRUE(is_fenced(erase("phone", "+13105550123")));
    EXPECT_EQ(counts(), before);
}

TEST_F(returns_test, a_lost_connection_is_made_anew_within_the_call) {
    const base::lead_id lead = sell();
    const base::lead_id other = sell();
    standing(give_back(a_request(lead)));
    kill_backends();
    EXPECT_TRUE(standing(give_back(a_request(other))).is_new);
}

// PostgreSQL ends the session in the very commit of the first try, before it takes effect.
TEST_F(returns_test, a_commit_that_breaks_is_tried_again_and_books_once) {
    const base::lead_id lead = sell();
    value("create sequence tries");
    value(
        "create function break_the_first() returns trigger language plpgsql security definer as "
        "$$ begin if nextval('tries') = 1 then perform pg_terminate_backend(pg_backend_pid()); "
        "end if; return null; end $$");
    value(
        "create constraint trigger break_the_first after insert on sale_return "
        "deferrable initially deferred for each row execute function break_the_first()");
    EXPECT_TRUE(standing(give_back(a_request(lead))).is_new);
    EXPECT_EQ(value("select last_value from tries"), "2");
    EXPECT_EQ(value("select count(*) from ledger_entry where kind = 'return'"), "3");
}

TEST_F(returns_test, too_many_are_refused_at_once_and_none_is_left_without_an_answer) {
    const base::lead_id lead = sell();
    std::atomic<int> refused = 0;
    std::atomic<int> answered = 0;
    {
        back_office_settings how = office_settings();
        how.threads = 1;
        how.queue = 2;
        back_office small(how, clock_);
        table_lock hold(owner_url(), "sale_return");
        for (int i = 0; i < 10; ++i)
            small.record_return(a_request(lead), [&](const auto& came) {
                refused += !came && came.error().what == "too much is waiting";
                ++answered;
            });
        EXPECT_GE(refused, 7);
        hold.release();
    }
    EXPECT_EQ(answered, 10);
}

TEST_F(returns_test, a_database_that_is_away_is_a_failure_not_a_wait) {
    back_office_settings how = office_settings();
    how.url = "postgresql:///x?host=/nonexistent";
    office_ = std::make_unique<back_office>(how, clock_);
    const auto answer = give_back(a_request(new_lead_id()));
    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().fenced);
    EXPECT_THAT(answer.error().what, testing::HasSubstr("/nonexistent"));
}

}  // namespace
}  // namespace pointsman::postgres::test
