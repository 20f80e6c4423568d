#include <pointsman/engine/void_answers.hpp>

#include <memory>
#include <string>
#include <utility>

namespace pointsman::engine {
namespace {

std::string name_of_posting(const unknown_post& post) {
    return offer_id_of(post.posting) + "." + std::to_string(post.posting.walk);
}

}  // namespace

journal::void_answer make_void_answer(const unknown_post& post, const settlement& said,
                                      bool is_contradiction, base::wall_time now) {
    journal::void_answer record;
    record.id = post.posting.id;
    record.walk = post.posting.walk;
    record.order = post.posting.order;
    record.attempt = post.posting.attempt;
    record.buyer = post.posting.buyer;
    record.at = now;
    record.posted_at = post.posting.at;
    record.is_contradiction = is_contradiction;
    record.said = said.how;
    record.came_by = name_of(said.by);
    record.reference = said.reference;
    record.price = said.price;
    return record;
}

void void_answers::add(unknown_post post, journal::void_answer what,
                       std::function<void(bool)> done) {
    append(
        std::make_shared<one>(one{std::move(post), std::move(what)}),
        [done = std::move(done)](append_result result) { done(result == append_result::durable); });
}

void void_answers::add_when_possible(unknown_post post, journal::void_answer what) {
    const auto kept = std::make_shared<one>(one{std::move(post), std::move(what)});
    append(kept, [this, kept](append_result result) {
        if (result == append_result::refused) keep(std::move(*kept));
    });
}

void void_answers::append(const std::shared_ptr<one>& said,
                          std::function<void(append_result)> done) {
    const std::string name = name_of_posting(said->post);
    if (const auto known = begin(name)) return done(*known);
    store_.append(said->what, [this, said, name, done = std::move(done)](append_result result) {
        end(name, result);
        if (result == append_result::poisoned)
            seen_.trouble(said->what.id, "PostgreSQL refuses a void answer for what it holds");
        if (result == append_result::durable) {
            seen_.answer_void(said->what.buyer, said->what.is_contradiction);
            if (told_) told_(said->post, said->what);
        }
        done(result);
    });
}

// What came of the same posting's answer before; nothing when this one is to be written down.
std::optional<append_result> void_answers::begin(const std::string& name) {
    const std::lock_guard lock(mutex_);
    if (written_.contains(name)) return append_result::durable;
    if (!under_way_.insert(name).second) return append_result::refused;
    return std::nullopt;
}

void void_answers::end(const std::string& name, append_result result) {
    const std::lock_guard lock(mutex_);
    under_way_.erase(name);
    if (result != append_result::durable) return;
    written_.insert(name);
    written_order_.push_back(name);
    if (written_order_.size() <= most_remembered) return;
    written_.erase(written_order_.front());
    written_order_.pop_front();
}

void void_answers::keep(one refused) {
    const base::lead_id lead = refused.what.id;
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() < most_waiting) {
            waiting_.push_back(std::move(refused));
            return;
        }
    }
    seen_.trouble(lead, "a void answer of a buyer's could not be written down");
}

void void_answers::retry() {
    std::deque<one> again;
    {
        const std::lock_guard lock(mutex_);
        again.swap(waiting_);
    }
    for (one& each : again) add_when_possible(std::move(each.post), std::move(each.what));
}

}  // namespace pointsman::engine
