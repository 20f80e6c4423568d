#pragma once

#include "memory_store.hpp"

#include <pointsman/engine/post_archive.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pointsman::support {

// The leads of a journal in memory. Answers come at once.
class memory_posts final : public engine::post_archive {
public:
    explicit memory_posts(const memory_store& store) : store_(store) {}

    void find_post(engine::named_post, callback<std::optional<engine::past_post>> done) override {
        done(base::failure<std::string>("not kept in memory"));
    }

    void find_received(base::lead_id lead,
                       callback<std::optional<journal::received>> done) override {
        if (away) return done(base::failure<std::string>("away"));
        for (auto& one : store_.all<journal::received>())
            if (one.id == lead) return done(std::optional(std::move(one)));
        done(std::optional<journal::received>());
    }

    void list_voids(std::string, std::size_t,
                    callback<std::vector<engine::listed_void>> done) override {
        done(base::failure<std::string>("not kept in memory"));
    }

    // Without what only a key unseals.
    void list_untold(std::string after, std::int32_t most_notices, std::size_t most,
                     callback<std::vector<engine::untold_void>> done) override {
        ++looks;
        if (away) return done(base::failure<std::string>("away"));
        std::map<std::string, engine::untold_void> all;
        for (const auto& posting : store_.all<journal::posting>())
            for (const auto& said : store_.all<journal::void_answer>())
                if (!said.is_contradiction && is_about(said, posting))
                    all.emplace(engine::offer_id_of(posting), untold(posting, said));
        for (const auto& end : store_.all<journal::follow_up_end>())
            if (end.result == "told")
                std::erase_if(
                    all, [&](const auto& one) { return is_about(end, one.second.post.posting); });
        std::vector<engine::untold_void> page;
        for (auto next = all.upper_bound(after); next != all.end() && page.size() < most; ++next)
            if (next->second.notices < most_notices) page.push_back(next->second);
        done(std::move(page));
    }

    bool away = false;
    int looks = 0;  // for those that were not told

private:
    static bool is_about(const auto& record, const journal::posting& posting) {
        return record.id == posting.id && record.order == posting.order &&
               record.attempt == posting.attempt;
    }

    engine::untold_void untold(const journal::posting& posting,
                               const journal::void_answer& said) const {
        engine::untold_void one;
        one.post.posting = posting;
        one.what = said;
        for (const auto& made : store_.all<journal::follow_up>())
            if (made.kind == journal::follow_up_kind::void_notice && is_about(made, posting))
                ++one.notices;
        return one;
    }

    const memory_store& store_;
};

}  // namespace pointsman::support
