#include "attempt_log.hpp"

namespace pointsman::engine {

attempt_log::attempt_log(const lead_file& lead, const walk::terms& rules)
    : lead_(lead), rules_(rules), slots_(2 * rules.candidates.size()) {}

void attempt_log::started(walk::candidate_number who, protocol::phase phase, base::instant now) {
    const plan::order& order = lead_.order_of(rules_.candidates.at(who));
    journal::attempt record;
    record.order = order.name;
    record.buyer = lead_.plan->buyers.at(order.buyer).name;
    record.is_post = phase == protocol::phase::post;
    record.started_at = now.wall;
    record.result = "timeout";
    entries_.push_back({std::move(record), now.steady});
    slot(who, phase) = entries_.size();
}

void attempt_log::ended(walk::candidate_number who, protocol::phase phase,
                        const attempt_result& what, base::steady_time now) {
    entry& ended = entries_.at(slot(who, phase) - 1);
    ended.record.elapsed = now - ended.started;
    ended.record.result = what.result;
    ended.record.detail = what.detail;
    ended.record.price = what.price;
    ended.record.http_status = what.http_status;
    ended.record.reply_sealed = seal_reply(lead_, what.body);
}

base::duration attempt_log::elapsed(walk::candidate_number who, protocol::phase phase,
                                    base::steady_time now) const {
    const entry* one = find(who, phase);
    return one->record.elapsed.value_or(now - one->started);
}

bool attempt_log::was_sent(walk::candidate_number who, protocol::phase phase) const {
    const entry* one = find(who, phase);
    return one != nullptr && one->record.result != "unsent";
}

std::vector<journal::attempt> attempt_log::entries() const {
    std::vector<journal::attempt> all;
    all.reserve(entries_.size());
    for (const entry& one : entries_) all.push_back(one.record);
    return all;
}

std::size_t& attempt_log::slot(walk::candidate_number who, protocol::phase phase) {
    return slots_.at(2 * who + (phase == protocol::phase::post ? 1 : 0));
}

const attempt_log::entry* attempt_log::find(walk::candidate_number who,
                                            protocol::phase phase) const {
    const std::size_t place = slots_.at(2 * who + (phase == protocol::phase::post ? 1 : 0));
    return place == 0 ? nullptr : &entries_.at(place - 1);
}

}  // namespace pointsman::engine
