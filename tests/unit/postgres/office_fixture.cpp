#include "office_fixture.hpp"

namespace pointsman::postgres::test {

void office_test::SetUp() {
    test_database::SetUp();
    store_ = open_store();
    office_ = std::make_unique<back_office>(office_settings(), clock_);
    buyer_contract_.returns = ledger::buyer_returns{};
    buyer_contract_.returns->terms.window = std::chrono::days(7);
    seller_contract_.returns = ledger::return_terms{};
    seller_contract_.returns->window = std::chrono::days(7);
    sold_at_ = now();
}

base::lead_id office_test::sell(const std::string& reference) {
    const base::secret_key key = base::random_key();
    journal::received lead = a_received(new_lead_id());
    lead.wrapped_key = base::seal(master_, std::string(key.begin(), key.end()));
    lead.hashes = {{"phone", base::hmac_sha256(master_, "+13105550123")},
                   {"email", base::hmac_sha256(master_, "ada@example.com")}};
    journal::posting post = a_posting(lead.id);
    post.at = sold_at_ - std::chrono::milliseconds(5);
    journal::outcome sold = an_outcome(lead.id);
    sold.at = sold_at_;
    sold.answer_sealed = base::seal(key, "the answer");
    sold.sale->reference = reference;
    for (const journal::record& each :
         {journal::record(lead), journal::record(post), journal::record(sold)})
        EXPECT_EQ(pending_append(*store_, each).result(), engine::append_result::durable);
    return lead.id;
}

engine::return_request office_test::a_request(const base::lead_id& lead) const {
    return {"northstar", lead, "wrong_number", hostile, now(), contracts()};
}

engine::return_contracts office_test::contracts() const {
    return {[buyer = buyer_contract_](const std::string&) { return buyer; },
            [seller = seller_contract_](const std::string&, const std::string&) { return seller; }};
}

back_office_settings office_test::office_settings() const {
    back_office_settings how;
    how.url = server_url();
    how.epoch = store_->epoch();
    how.master_key = master_;
    how.statement_timeout = std::chrono::seconds(30);
    return how;
}

base::result<engine::return_answer, engine::office_failure> office_test::give_back(
    engine::return_request what) {
    return answer_of<engine::return_answer>(
        [&](auto done) { office_->record_return(std::move(what), done); });
}

base::result<engine::return_answer, engine::office_failure> office_test::decide(
    const base::lead_id& lead, bool accept) {
    return answer_of<engine::return_answer>([&](auto done) {
        office_->decide_return({lead, accept, hostile, now(), contracts()}, done);
    });
}

base::result<engine::deposit_answer, engine::office_failure> office_test::pay_in(
    const std::string& id, std::int64_t dollars) {
    const auto amount = base::money::from_micros(dollars * 1'000'000);
    return answer_of<engine::deposit_answer>([&](auto done) {
        office_->record_deposit({id, "northstar", "USD", amount, hostile, now()}, done);
    });
}

base::result<engine::statement_answer, engine::office_failure> office_test::statement_of(
    ledger::account side, const std::string& party, base::wall_time since, base::wall_time until) {
    return answer_of<engine::statement_answer>(
        [&](auto done) { office_->make_statement({side, party, since, until}, done); });
}

base::result<engine::erased, engine::office_failure> office_test::erase(const std::string& kind,
                                                                        const std::string& value) {
    return answer_of<engine::erased>(
        [&](auto done) { office_->erase({kind, value, "the data officer", now()}, done); });
}

std::vector<engine::waiting_return> office_test::waiting() {
    const auto found = answer_of<std::vector<engine::waiting_return>>(
        [&](auto done) { office_->list_waiting_returns(done); });
    EXPECT_TRUE(found) << found.error().what;
    return found.value_or(std::vector<engine::waiting_return>{});
}

}  // namespace pointsman::postgres::test
