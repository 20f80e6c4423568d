#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <random>

#include "office_fixture.hpp"

namespace pointsman::postgres::test {
namespace {

using namespace std::chrono_literals;
using base::money;
using engine::deposit_answer;
using ledger::account;

constexpr money dollars(std::int64_t amount) {
    return money::from_micros(amount * 1'000'000);
}

class back_office_test : public office_test {
protected:
    ledger::statement statement(account side, const std::string& party, base::wall_time since,
                                base::wall_time until) {
        const auto answer = statement_of(side, party, since, until);
        if (!answer) {
            ADD_FAILURE() << answer.error().what;
            return {};
        }
        return std::get<ledger::statement>(*answer);
    }

    money ledger_sum(const std::string& where) {
        return money::from_micros(
            std::stoll(value("select coalesce(sum(amount), 0) from ledger_entry where " + where)));
    }
};

TEST_F(back_office_test, a_deposit_is_booked_once) {
    EXPECT_EQ(pay_in("wire-1", 500).value(), deposit_answer::recorded);
    EXPECT_EQ(pay_in("wire-1", 500).value(), deposit_answer::recorded_before);
    EXPECT_EQ(pay_in("wire-1", 501).value(), deposit_answer::other_deposit);
    EXPECT_EQ(pay_in(hostile, 1).value(), deposit_answer::recorded);
    EXPECT_EQ(ledger_sum("account = 'buyer'"), dollars(-501));
    EXPECT_EQ(ledger_sum("account = 'cash'"), dollars(501));
    EXPECT_EQ(ledger_sum("true"), money{});
    EXPECT_EQ(value("select count(*) from deposit"), "2");
}

TEST_F(back_office_test, a_statement_tells_every_kind_of_line) {
    const base::lead_id lead = sell();
    give_back(a_request(lead)).value();
    pay_in("wire-1", 100).value();
    const auto of_buyer = statement(account::buyer, "northstar", sold_at_ - 1h, now() + 1h);
    ASSERT_EQ(of_buyer.parts.size(), 1U);
    const ledger::statement_part& part = of_buyer.parts[0];
    EXPECT_EQ(part.currency, "USD");
    EXPECT_EQ(part.opening, money{});
    EXPECT_EQ(part.closing, dollars(-100));
    ASSERT_EQ(part.lines.size(), 3U);
    EXPECT_EQ(part.lines[0].kind + " " + part.lines[0].detail, "sale northstar_ca");
    EXPECT_EQ(part.lines[0].transaction, base::to_text(lead));
    EXPECT_EQ(part.lines[0].at, sold_at_);
    EXPECT_EQ(part.lines[0].amount, dollars(30));
    EXPECT_EQ(part.lines[1].kind + " " + part.lines[1].detail, "return wrong_number");
    EXPECT_EQ(part.lines[1].amount, dollars(-30));
    EXPECT_EQ(part.lines[2].kind + " " + part.lines[2].detail, "deposit wire-1");
    EXPECT_EQ(part.lines[2].amount, dollars(-100));

    const auto of_seller = statement(account::seller, "acme_media", sold_at_ - 1h, now() + 1h);
    ASSERT_EQ(of_seller.parts.size(), 1U);
    EXPECT_EQ(of_seller.parts[0].lines.size(), 2U);
    EXPECT_EQ(of_seller.parts[0].closing, money{});
    EXPECT_TRUE(statement(account::buyer, "nobody", sold_at_, now()).parts.empty());
}

// Any period: opening, lines and closing are what the ledger says at its two ends, and periods that
// follow each other join without a gap.
TEST_F(back_office_test, statements_add_up_to_the_ledger) {
    const base::wall_time start = now() - std::chrono::days(6);
    std::mt19937_64 random(20261122);
    for (int i = 0; i < 40; ++i) {
        sold_at_ = start + base::duration(static_cast<std::int64_t>(random() % 432'000'000'000));
        const base::lead_id lead = sell();
        if (i % 3 == 0) give_back(a_request(lead)).value();
    }
    for (int i = 0; i < 5; ++i) pay_in(fmt::format("wire-{}", i), 7 * i + 1).value();
    for (const auto& [side, party] :
         {std::pair(account::buyer, "northstar"), std::pair(account::seller, "acme_media")}) {
        money last_closing;
        std::size_t lines = 0;
        for (base::wall_time at = start; at < now() + 24h; at += 31h) {
            const auto one = statement(side, party, at, at + 31h);
            if (one.parts.empty()) continue;
            const ledger::statement_part& part = one.parts.at(0);
            EXPECT_EQ(part.opening, last_closing);
            money sum = part.opening;
            for (const ledger::statement_line& line : part.lines) sum += line.amount;
            EXPECT_EQ(part.closing, sum);
            EXPECT_EQ(part.closing,
                      ledger_sum(fmt::format("account = '{}' and at < '{}'", to_text(side),
                                             base::to_rfc3339(at + 31h))));
            last_closing = part.closing;
            lines += part.lines.size();
        }
        EXPECT_EQ(std::to_string(lines),
                  value(fmt::format("select count(*) from ledger_entry where account = '{}'",
                                    to_text(side))));
        EXPECT_GT(lines, 50U);
    }
}

TEST_F(back_office_test, the_end_of_a_period_is_not_part_of_it) {
    sell();
    EXPECT_EQ(statement(account::buyer, "northstar", sold_at_ - 1us, sold_at_).parts.size(), 0U);
    const auto next = statement(account::buyer, "northstar", sold_at_, sold_at_ + 1us);
    EXPECT_EQ(next.parts.at(0).lines.size(), 1U);
    const auto after = statement(account::buyer, "northstar", sold_at_ + 1us, sold_at_ + 2us);
    EXPECT_EQ(after.parts.at(0).opening, dollars(30));
    EXPECT_TRUE(after.parts.at(0).lines.empty());
}

TEST_F(back_office_test, a_statement_has_no_more_lines_than_its_limit) {
    back_office_settings how = office_settings();
    how.statement_lines = 2;
    office_ = std::make_unique<back_office>(how, clock_);
    sell();
    sell();
    EXPECT_EQ(statement(account::buyer, "northstar", sold_at_, now()).parts.at(0).lines.size(), 2U);
    sell();
    const auto refused = statement_of(account::buyer, "northstar", sold_at_, now());
    EXPECT_EQ(std::get<engine::too_many_lines>(refused.value()).most, 2U);
}

TEST_F(back_office_test, erasing_a_person_leaves_the_ledger_and_nothing_to_read) {
    buyer_contract_.returns->approve = ledger::approval::by_operator;
    const base::lead_id lead = sell();
    sell();
    give_back(a_request(lead)).value();
    ASSERT_EQ(waiting().at(0).note, hostile);
    const std::string ledger_before = value(
        "select md5(string_agg(entry::text, '' order by entry::text)) from ledger_entry entry");

    EXPECT_EQ(erase("phone", "+13105550999").value().leads, 0);
    EXPECT_EQ(value("select count(*) from lead_key"), "2");
    EXPECT_EQ(erase("phone", "+13105550123").value().leads, 2);

    EXPECT_EQ(value("select count(*) from lead_key"), "0");
    EXPECT_EQ(value("select count(*) from personal_hash"), "0") << "of the e-mail address too";
    EXPECT_EQ(value("select count(*) from sale"), "2");
    EXPECT_EQ(
        value(
            "select md5(string_agg(entry::text, '' order by entry::text)) from ledger_entry entry"),
        ledger_before);
    const timeline story = timeline_of(lead);
    EXPECT_TRUE(story.received->wrapped_key.empty());
    EXPECT_FALSE(story.outcomes.at(0).answer_sealed.empty()) << "kept, but who could open it?";
    EXPECT_FALSE(base::unseal(master_, story.outcomes.at(0).answer_sealed));
    EXPECT_EQ(waiting().at(0).note, "");

    EXPECT_EQ(erase("email", "ada@example.com").value().leads, 0) << "already forgotten";
    EXPECT_EQ(value("select string_agg(asked_by || ' ' || kind || ' ' || leads, ',' order by at, "
                    "leads desc) from erasure where leads > 0"),
              "the data officer phone 2");
    EXPECT_EQ(value("select count(*) from erasure"), "3");
}

TEST_F(back_office_test, a_lead_that_was_forgotten_may_still_be_returned) {
    const base::lead_id lead = sell();
    erase("email", "ada@example.com").value();
    const auto done = give_back(a_request(lead)).value();
    EXPECT_EQ(std::get<engine::return_standing>(done).state, engine::return_state::returned);
    EXPECT_EQ(value("select length(note) from sale_return"), "0") << "no key, no note";
}

TEST_F(back_office_test, a_note_is_not_stored_in_the_clear) {
    engine::return_request what = a_request(sell());
    what.note = "Ada never asked";
    give_back(what).value();
    EXPECT_EQ(value("select position('Ada' in encode(note, 'escape')) from sale_return"), "0");
    EXPECT_GT(std::stoi(value("select length(note) from sale_return")), 20);
}

TEST_F(back_office_test, a_record_that_went_wrong_is_forgotten_too) {
    journal::received broken = a_received(new_lead_id());
    broken.hashes = {{"phone", base::hmac_sha256(master_, "+13105550123")}};
    broken.fields_json = "{";
    EXPECT_EQ(pending_append(*store_, broken).result(), engine::append_result::poisoned);
    ASSERT_EQ(value("select count(*) from poisoned"), "1");
    EXPECT_EQ(erase("phone", "+13105550123").value().leads, 1);
    EXPECT_EQ(value("select count(*) from poisoned"), "0");
}

TEST_F(back_office_test, an_erasure_needs_a_batch_and_the_server_cannot_delete_by_itself) {
    sell();
    EXPECT_EQ(as_server("delete from lead_key"), "42501");
    EXPECT_EQ(as_server("insert into erasure select id, now(), '', '', 0, 1, 1 from batch limit 1"),
              "42501");
    EXPECT_EQ(as_server("select erase_person(gen_random_uuid(), now(), 'me', 'phone', '\\x00')"),
              "P0002");
    EXPECT_EQ(value("select count(*) from lead_key"), "1");
}

TEST_F(back_office_test, not_even_the_owner_changes_returns_or_deposits_by_mistake) {
    give_back(a_request(sell())).value();
    pay_in("wire-1", 1).value();
    for (const char* table : {"return_decision", "sale_return", "deposit", "erasure"})
        EXPECT_THROW(value(fmt::format("delete from {}", table)), std::exception) << table;
}

}  // namespace
}  // namespace pointsman::postgres::test
