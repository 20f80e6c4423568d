#include "past.hpp"
#include "truth.hpp"

#include <pointsman/lead/lead.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

// Caps by the books of the database and of the buyers, against the counters in memory.
namespace pointsman::sim {
namespace {

std::int64_t amount_of(const cap::limit& limit, base::money price) {
    return limit.what == cap::measure::count ? 1 : price.micros();
}

bool is_unknown(const lead_rows& lead) {
    return !lead.final && lead.pending;
}

struct books {
    std::int64_t sold = 0;
    std::int64_t open = 0;
    std::int64_t refused = 0;  // of the open ones: a buyer's no that a crash made us forget
    bool by_hand = false;      // a lead of it was set aside as poisoned: people must look at it
};

}  // namespace

bool truth::counts(const plan::order_cap& cap, const lead_rows& lead) const {
    if (!cap.when) return true;
    const lead::catalogue& fields = plans_.begin()->second->verticals[0].fields;
    return cap.when->passes(
        lead::from_json(fields, nlohmann::json::parse(lead.received->fields_json)));
}

// Who owns the lead in the end, by contract or by its own word.
std::optional<std::string> truth::owner_of(const base::lead_id& id) const {
    const lead_rows& rows = data_.leads().at(id);
    if (rows.final && rows.final->sale) return rows.final->sale->order;
    return std::nullopt;
}

// Every cap's counter holds what was sold and what may be; never more than its limit, by any book.
void truth::calm(const plan::snapshot& plan, const engine::unknown_posts& open,
                 base::wall_time began) {
    std::set<std::pair<std::string, base::lead_id>> listed;
    for (const journal::posting& one : open.list()) listed.emplace(one.order, one.id);
    for (const plan::order& order : plan.orders) {
        const cap::zone& zone = plan.buyers.at(order.buyer).zone;
        for (std::size_t number = 0; number < order.caps.size(); ++number) {
            const plan::order_cap& cap = order.caps[number];
            if (cap.limit.on != cap::event::sale) continue;
            std::map<base::wall_time, books> windows;
            std::int64_t most = 0;
            for (const auto& [version, made] : plans_)
                most = std::max(most, order_named(order.name, version).caps.at(number).limit.most);
            for (const auto& [id, lead] : data_.leads()) {
                if (!lead.received || lead.received->test || !counts(cap, lead)) continue;
                const auto post =
                    std::ranges::find(lead.postings, order.name, &journal::posting::order);
                if (post == lead.postings.end()) continue;
                books& window = windows[cap::window_start(cap.limit.per, zone, post->at)];
                window.by_hand = window.by_hand || lead.set_aside;
                const std::int64_t amount = amount_of(cap.limit, post->price);
                if (owner_of(id) == order.name) window.sold += amount;
                if (!listed.contains({order.name, id}) || !is_unknown(lead)) continue;
                window.open += amount;
                if (has_refused(id, order.name)) window.refused += amount;
            }
            for (const auto& [start, window] : windows) {
                // A server knows only the windows that held its start: after a restart a clock that
                // is set may find another one empty.
                const bool is_known = in_.how.clock_jumps == 0 || began == in_.how.start;
                if (window.by_hand) continue;
                const cap::usage used = cap.limit.used->used(start);
                if (is_known && window.sold + window.open - window.refused > most)
                    in_.fail(fmt::format("cap {} of {}: {} sold and {} open of {}", number,
                                         order.name, window.sold, window.open, most));
                if (used.reserved != window.open)
                    in_.fail(fmt::format("cap {} of {}: {} reserved, but {} open", number,
                                         order.name, used.reserved, window.open));
                const bool is_current =
                    start == cap::window_start(cap.limit.per, zone, in_.time.now().wall);
                if (is_known && is_current && used.committed < window.sold)
                    in_.fail(fmt::format("cap {} of {}: {} committed, but {} sold", number,
                                         order.name, used.committed, window.sold));
                const bool is_plain = in_.how.reloads == 0 && in_.how.clock_jumps == 0 &&
                                      in_.how.crashes.empty() && in_.how.pauses == 0 &&
                                      in_.how.poison == 0;
                if (is_plain && used.committed != window.sold)
                    in_.fail(fmt::format("cap {} of {}: {} committed, {} sold", number, order.name,
                                         used.committed, window.sold));
            }
        }
    }
}

void truth::at_the_end() {
    for (const auto& [id, lead] : data_.leads()) {
        if (!lead.received || lead.set_aside) continue;
        if (!lead.final) in_.fail("a lead without an end: " + base::to_text(id));
    }
    if (!all_done()) in_.fail("a seller never heard the end of its lead");
}

bool truth::all_done() const {
    for (std::size_t number = 0; number < requests_.size(); ++number)
        if (!requests_[number].done && !is_set_aside(number)) return false;
    return true;
}

// A record of its lead was refused by the database: people must look at it.
bool truth::is_set_aside(std::size_t request) const {
    return std::ranges::any_of(data_.leads(), [&](const auto& one) {
        const auto found = leads_.find(one.first);
        return one.second.set_aside && found != leads_.end() && found->second.request == request;
    });
}

}  // namespace pointsman::sim
