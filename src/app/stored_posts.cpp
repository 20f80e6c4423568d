#include "stored_posts.hpp"

#include <utility>

namespace pointsman::app {
namespace {

// The reader's failure as the engine hears it.
template <class Answer>
postgres::reader::callback<Answer> in_words(engine::post_archive::callback<Answer> done) {
    return [done = std::move(done)](base::result<Answer, postgres::read_failure> found) {
        if (!found) return done(base::failure(std::move(found.error().what)));
        done(*std::move(found));
    };
}

}  // namespace

void stored_posts::find_post(engine::named_post which,
                             callback<std::optional<engine::past_post>> done) {
    reader_.find_post(std::move(which), master_key_, in_words(std::move(done)));
}

void stored_posts::find_received(base::lead_id lead,
                                 callback<std::optional<journal::received>> done) {
    reader_.find_received(lead, in_words(std::move(done)));
}

void stored_posts::list_voids(std::string after, std::size_t most,
                              callback<std::vector<engine::listed_void>> done) {
    reader_.list_voids(std::move(after), most, in_words(std::move(done)));
}

void stored_posts::list_untold(std::string after, std::int32_t most_notices, std::size_t most,
                               callback<std::vector<engine::untold_void>> done) {
    reader_.list_untold(std::move(after), most_notices, most, master_key_,
                        in_words(std::move(done)));
}

void stored_posts::list_returned(base::wall_time now, std::optional<engine::returned_place> after,
                                 std::size_t most,
                                 callback<std::vector<engine::returned_lead>> done) {
    reader_.list_returned(now, after, most, in_words(std::move(done)));
}

}  // namespace pointsman::app
