#pragma once

#include <pointsman/postgres/back_office.hpp>

#include <memory>
#include <string>

#include "samples.hpp"
#include "test_database.hpp"

namespace pointsman::postgres::test {

// A database with a store that sells leads to "northstar" for acme_media and an office for what
// comes after. Contracts: everything may be returned for 7 days, the seller bears it; tests change
// `buyer_contract` and `seller_contract`.
class office_test : public test_database {
protected:
    void SetUp() override;

    // A stored sale of a lead whose key is real, with the answer "the answer" sealed by it.
    base::lead_id sell(const std::string& reference = "");

    engine::return_request a_request(const base::lead_id& lead) const;
    engine::return_contracts contracts() const;

    back_office_settings office_settings() const;

    base::result<engine::return_answer, engine::office_failure> give_back(
        engine::return_request what);
    base::result<engine::return_answer, engine::office_failure> decide(const base::lead_id& lead,
                                                                       bool accept);
    base::result<engine::deposit_answer, engine::office_failure> pay_in(const std::string& id,
                                                                        std::int64_t dollars);
    base::result<engine::statement_answer, engine::office_failure> statement_of(
        ledger::account side, const std::string& party, base::wall_time since,
        base::wall_time until);
    base::result<engine::erased, engine::office_failure> erase(const std::string& kind,
                                                               const std::string& value);
    std::vector<engine::waiting_return> waiting();

    // Waits for the answer of one call.
    template <class Answer, class Call>
    static base::result<Answer, engine::office_failure> answer_of(const Call& call) {
        std::promise<base::result<Answer, engine::office_failure>> answer;
        call([&](base::result<Answer, engine::office_failure> came) {
            answer.set_value(std::move(came));
        });
        return answer.get_future().get();
    }

    base::wall_time now() const { return clock_.now().wall; }

    base::secret_key master_ = base::random_key();
    engine::return_contracts::of_a_buyer buyer_contract_;
    engine::return_contracts::of_a_seller seller_contract_;
    base::wall_time sold_at_;  // of the sales made next
    std::unique_ptr<store> store_;
    std::unique_ptr<back_office> office_;
};

}  // namespace pointsman::postgres::test
