#pragma once

#include "database.hpp"

#include <pointsman/base/crypto.hpp>
#include <pointsman/engine/post_archive.hpp>
#include <pointsman/engine/recovery.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace pointsman::sim {

// What one server asks the database about posts: the questions of postgres::recovery and of
// past_posts.cpp there, over the same rows.
class past_posts final : public engine::post_archive {
public:
    past_posts(world& in, const database& data, owner whose, const base::secret_key& master_key)
        : in_(in),
          data_(data),
          whose_(whose),
          master_key_(master_key),
          draw_(random(in.how.seed).fork(13)) {}

    void find_post(engine::named_post which,
                   callback<std::optional<engine::past_post>> done) override;
    void find_received(base::lead_id lead,
                       callback<std::optional<journal::received>> done) override;
    void list_voids(std::string after, std::size_t most,
                    callback<std::vector<engine::listed_void>> done) override;
    void list_untold(std::string after, std::int32_t most_notices, std::size_t most,
                     callback<std::vector<engine::untold_void>> done) override;

    // At start. Posts that may have made an owner, left behind by epochs before this one.
    std::vector<engine::stored_post> unknown_posts(std::int32_t epoch) const;
    // Late accepts that are void and were not written down as such.
    std::vector<engine::untold_void> unnoted_voids() const;
    std::vector<engine::interrupted_lead> interrupted_leads(std::int32_t epoch) const;

private:
    template <class Answer>
    void answer(std::function<base::result<Answer, std::string>()> read, callback<Answer> done);

    std::vector<engine::untold_void> untold_now(const std::string& after, std::int32_t most_notices,
                                                std::size_t most) const;
    engine::unknown_post post_of(const lead_rows& lead, const journal::posting& posting) const;

    world& in_;
    const database& data_;
    owner whose_;
    base::secret_key master_key_;
    random draw_;
};

}  // namespace pointsman::sim
