#pragma once

#include "memory_store.hpp"

#include <pointsman/engine/history.hpp>
#include <pointsman/engine/lookup.hpp>

#include <pointsman/base/crypto.hpp>
#include <pointsman/intake/answer.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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
        for (const auto& lead : store_.all<journal::refused>())
            if (lead.seller == what.seller && lead.request_key == what.request_key &&
                lead.at >= what.since)
                answer.same_request = {lead.id, lead.body_hash};
        for (const auto& lead : store_.all<journal::received>())
            add_events(what, lead, answer.events);
        done(std::move(answer));
    }

    bool available() const override { return !stalled; }

    void find_answer(const std::string& seller, base::lead_id id,
                     std::function<void(engine::looked_up)> done) override {
        for (const auto& lead : store_.all<journal::received>())
            if (lead.id == id && lead.seller == seller) return done(answer_to(lead));
        for (const auto& lead : store_.all<journal::refused>())
            if (lead.id == id && lead.seller == seller)
                return done(engine::ended_lead{
                    intake::to_json(intake::turned_away(id, lead.reason)), false});
        done(engine::unknown_lead{});
    }

    void find_timeline(base::lead_id, std::function<void(engine::looked_up)> done) override {
        done(engine::failed_lookup{"not kept in memory"});
    }

    bool away = false;     // answers that it cannot know
    bool stalled = false;  // says so

private:
    // Seen, posted and sold, as the database knows them.
    void add_events(const engine::history_question& what, const journal::received& lead,
                    std::vector<duplicate::past_event>& into) const {
        if (lead.id == what.asking || lead.test) return;
        for (const base::digest& key : lead.duplicate_keys) {
            if (std::ranges::find(what.duplicate_keys, key) == what.duplicate_keys.end()) continue;
            duplicate::past_event event{
                key,         duplicate::event::seen, true, lead.at, lead.id, lead.seller,
                lead.source, lead.vertical,          {},   {}};
            into.push_back(event);
            for (const auto& post : store_.all<journal::posting>()) {
                if (post.id != lead.id) continue;
                event.what = duplicate::event::posted;
                event.at = post.at;
                event.buyer = post.buyer;
                event.is_settled = has_ended(lead.id);
                into.push_back(event);
            }
            for (const auto& end : store_.all<journal::outcome>()) {
                if (end.id != lead.id || !end.sale) continue;
                event.what = duplicate::event::sold;
                event.at = end.at;
                event.buyer = end.sale->buyer;
                event.is_settled = true;
                into.push_back(event);
            }
        }
    }

    bool has_ended(const base::lead_id& id) const {
        for (const auto& end : store_.all<journal::outcome>())
            if (end.id == id && end.status != "pending") return true;
        return false;
    }

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
