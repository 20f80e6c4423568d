#pragma once

#include "memory_store.hpp"

#include <pointsman/engine/history.hpp>
#include <pointsman/engine/lookup.hpp>

#include <pointsman/base/crypto.hpp>

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace pointsman::support {

// What the journal in memory knows of earlier requests and answers. Answers come at once.
class memory_history final : public engine::history, public engine::lookup {
public:
    explicit memory_history(const memory_store& store, const base::secret_key& master_key = {})
        : store_(store), master_key_(master_key) {}

    void find(engine::history_question what, std::function<void(found)> done) override {
        if (away) return done(base::failure<std::string>("away"));
        engine::history_answer answer;
        for (const auto& lead : store_.all<journal::received>()) {
            if (lead.seller != what.seller || lead.request_key != what.request_key) continue;
            if (lead.at >= what.since && !was_told_503(lead.id))
                answer.same_request = {lead.id, lead.body_hash};
        }
        done(std::move(answer));
    }

    bool available() const override { return !stalled; }

    void find_answer(const std::string& seller, base::lead_id id,
                     std::function<void(engine::looked_up)> done) override {
        for (const auto& lead : store_.all<journal::received>())
            if (lead.id == id && lead.seller == seller) return done(answer_to(lead));
        done(engine::unknown_lead{});
    }

    void find_timeline(base::lead_id, std::function<void(engine::looked_up)> done) override {
        done(engine::failed_lookup{"not kept in memory"});
    }

    bool away = false;     // answers that it cannot know
    bool stalled = false;  // says so

private:
    bool was_told_503(const base::lead_id& id) const {
        for (const auto& end : store_.all<journal::outcome>())
            if (end.id == id && end.reason == "interrupted" && end.attempts.empty()) return true;
        return false;
    }

    engine::looked_up answer_to(const journal::received& lead) const {
        std::optional<journal::outcome> latest;
        for (auto& end : store_.all<journal::outcome>())
            if (end.id == lead.id && (!latest || end.status != "pending")) latest = std::move(end);
        if (!latest) return engine::running_lead{};
        const auto key = base::unwrap_key(master_key_, lead.wrapped_key);
        const auto body = base::unseal(key.value(), latest->answer_sealed);
        return engine::ended_lead{body.value(), latest->status == "pending"};
    }

    const memory_store& store_;
    base::secret_key master_key_;
};

}  // namespace pointsman::support
