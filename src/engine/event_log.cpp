#include "event_log.hpp"

#include <utility>

namespace pointsman::engine {
namespace {

using nlohmann::json;

json expiry(const std::optional<base::duration>& after) {
    return after ? json(after->count()) : json(nullptr);
}

struct to_array {
    json operator()(const walk::tick&) const { return {"tick"}; }

    json operator()(const walk::bid_received& e) const {
        return {"bid_received", e.from, base::to_text(e.price), expiry(e.expires_after)};
    }

    json operator()(const walk::ping_declined& e) const {
        return {"ping_declined", e.from, e.detail};
    }

    json operator()(const walk::ping_failed& e) const { return {"ping_failed", e.from, e.detail}; }

    json operator()(const walk::ping_not_understood& e) const {
        return {"ping_not_understood", e.from, e.detail};
    }

    // The usual reason goes without saying.
    json operator()(const walk::cap_refused& e) const {
        json noted = {"cap_refused", e.from, e.detail};
        if (e.why != journal::candidate_reason::cap_lost) noted.push_back(to_text(e.why));
        return noted;
    }

    json operator()(const walk::duplicate_refused& e) const {
        return {"duplicate_refused", e.from, e.detail};
    }

    json operator()(const walk::posting_stored& e) const { return {"posting_stored", e.from}; }

    json operator()(const walk::posting_not_stored& e) const {
        return {"posting_not_stored", e.from};
    }

    // The redirect is the consumer's own and stays out of the plain columns.
    json operator()(const walk::post_accepted& e) const {
        json noted = {"post_accepted", e.from, e.reference};
        if (e.price) noted.push_back(base::to_text(*e.price));
        return noted;
    }

    json operator()(const walk::post_rejected& e) const {
        return {"post_rejected", e.from, e.detail};
    }

    json operator()(const walk::post_unknown& e) const {
        return {"post_unknown", e.from, e.detail};
    }

    json operator()(const walk::post_unsent& e) const { return {"post_unsent", e.from, e.detail}; }
};

}  // namespace

void event_log::note(const walk::event& what, base::duration since_arrival) {
    json entry = std::visit(to_array{}, what);
    entry.insert(entry.begin(), since_arrival.count());
    events_.push_back(std::move(entry));
}

}  // namespace pointsman::engine
