#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/engine/post_archive.hpp>
#include <pointsman/engine/resale_archive.hpp>
#include <pointsman/postgres/reader.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::app {

// What PostgreSQL knows of posts and of returned leads: the engine's archives, on a reader of their
// own, so that operators' lists and buyers' webhooks take no connection from sellers.
class stored_posts final : public engine::post_archive, public engine::resale_archive {
public:
    template <class Answer>
    using callback = engine::post_archive::callback<Answer>;

    stored_posts(const std::string& url, const base::secret_key& master_key)
        : master_key_(master_key), reader_(postgres::reader_settings{.url = url}) {}

    void find_post(engine::named_post which,
                   callback<std::optional<engine::past_post>> done) override;
    void find_received(base::lead_id lead,
                       callback<std::optional<journal::received>> done) override;
    void list_voids(std::string after, std::size_t most,
                    callback<std::vector<engine::listed_void>> done) override;
    void list_untold(std::string after, std::int32_t most_notices, std::size_t most,
                     callback<std::vector<engine::untold_void>> done) override;
    void list_returned(base::wall_time now, std::optional<engine::returned_place> after,
                       std::size_t most,
                       callback<std::vector<engine::returned_lead>> done) override;

private:
    base::secret_key master_key_;
    postgres::reader reader_;
};

}  // namespace pointsman::app
