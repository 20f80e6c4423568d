#include "stored_leads.hpp"

#include "timeline.hpp"

#include <pointsman/intake/answer.hpp>

#include <boost/asio/post.hpp>

#include <utility>

namespace pointsman::app {
namespace {

engine::looked_up tell_answered(const base::secret_key& master, const postgres::answered& found) {
    if (found.wrapped_key.empty()) return engine::erased_lead{};
    const auto key = base::unwrap_key(master, found.wrapped_key);
    auto body = key ? base::unseal(*key, found.answer_sealed) : std::nullopt;
    if (!body) return engine::failed_lookup{"the stored answer cannot be opened with this key"};
    return engine::ended_lead{std::move(*body), found.status == "pending"};
}

engine::looked_up tell(const base::secret_key& master, base::lead_id id,
                       const base::result<postgres::stored_answer, postgres::read_failure>& found) {
    if (!found) return engine::failed_lookup{found.error().what};
    if (const auto* answered = std::get_if<postgres::answered>(&*found))
        return tell_answered(master, *answered);
    if (const auto* refused = std::get_if<postgres::turned_away>(&*found))
        return engine::ended_lead{intake::to_json(intake::turned_away(id, refused->reason)), false};
    if (std::holds_alternative<postgres::still_running>(*found)) return engine::running_lead{};
    return engine::unknown_lead{};
}

}  // namespace

stored_leads::stored_leads(const std::string& url, const base::secret_key& master_key)
    : url_(url), master_key_(master_key), reader_(postgres::reader_settings{.url = url}) {}

void stored_leads::find_answer(const std::string& seller, base::lead_id id,
                               std::function<void(engine::looked_up)> done) {
    reader_.find_answer(seller, id, [this, id, done = std::move(done)](const auto& found) {
        done(tell(master_key_, id, found));
    });
}

void stored_leads::find_timeline(base::lead_id id, std::function<void(engine::looked_up)> done) {
    reader_.find_timeline(id, [this, id, done = std::move(done)](auto found) {
        if (!found) return done(engine::failed_lookup{found.error().what});
        if (!found->received && !found->refused) return done(engine::unknown_lead{});
        boost::asio::post(explaining_, [this, done, story = std::move(*found), id] {
            done(engine::ended_lead{timeline_json(id, story, master_key_, url_), false});
        });
    });
}

}  // namespace pointsman::app
