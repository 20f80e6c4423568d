#pragma once

#include "memory_store.hpp"

#include <pointsman/engine/post_archive.hpp>

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

    bool away = false;

private:
    const memory_store& store_;
};

}  // namespace pointsman::support
