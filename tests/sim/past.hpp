#pragma once

#include "database.hpp"

#include <pointsman/base/crypto.hpp>
#include <pointsman/engine/history.hpp>
#include <pointsman/engine/lookup.hpp>
#include <pointsman/engine/resale_archive.hpp>
#include <pointsman/engine/restored_caps.hpp>

#include <functional>
#include <string>
#include <vector>

namespace pointsman::sim {

// Whether a lead's seller was told 503 and nobody asked: such a lead is not remembered.
bool is_forgotten(const lead_rows& lead);

// Whether a returned lead is still to be sold again.
bool is_due_again(const database& data, const lead_rows& lead, base::wall_time now);

// What one server asks the database about earlier leads: the questions of postgres::history and
// postgres::reader, over the same rows.
class past final : public engine::history,
                   public engine::lookup,
                   public engine::past_usage,
                   public engine::resale_archive {
public:
    past(world& in, const database& data, owner whose, const base::secret_key& master_key)
        : in_(in),
          data_(data),
          whose_(whose),
          master_key_(master_key),
          draw_(random(in.how.seed).fork(3)) {}

    void find(engine::history_question what, std::function<void(found)> done) override;

    bool available() const override { return true; }

    void find_answer(const std::string& seller, base::lead_id id,
                     std::function<void(engine::looked_up)> done) override;
    void find_timeline(base::lead_id id, std::function<void(engine::looked_up)> done) override;

    base::result<std::vector<engine::usage_so_far>, std::string> usage_since(
        const std::vector<engine::usage_question>& questions, engine::unsettled posts) override;
    base::result<std::vector<engine::use>, std::string> uses_since(
        const engine::usage_question& question, engine::unsettled posts) override;
    base::result<std::vector<base::money>, std::string> balances_of(
        const std::vector<engine::account_question>& questions) override;

    void list_returned(base::wall_time now, std::optional<engine::returned_place> after,
                       std::size_t most,
                       callback<std::vector<engine::returned_lead>> done) override;

private:
    found find_now(const engine::history_question& what) const;
    base::result<std::vector<engine::returned_lead>, std::string> returned_now(
        base::wall_time now, const std::optional<engine::returned_place>& after,
        std::size_t most) const;
    engine::looked_up answer_to(const lead_rows& lead) const;

    world& in_;
    const database& data_;
    owner whose_;
    base::secret_key master_key_;
    random draw_;
};

}  // namespace pointsman::sim
