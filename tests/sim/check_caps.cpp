#include "past.hpp"
#include "truth.hpp"

#include <pointsman/lead/lead.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

// Caps, balances and open posts by the books of the database and of the buyers, against the
// counters in memory.
namespace pointsman::sim {
namespace {

bool is_unknown(const lead_rows& lead) {
    return !lead.final && lead.pending;
}

// Precondition: sold.
cap::cost paid_for(const lead_rows& lead) {
    const ledger::split& money = lead.final->sale->money;
    return {money.price.micros(), money.payout.micros()};
}

struct books {
    std::int64_t sold = 0;
    std::int64_t open = 0;
    std::int64_t refused = 0;  // of the open ones: a buyer's no that a crash made us forget
    bool by_hand = false;      // a lead of it was set aside as poisoned: people must look at it
};

using posts = std::set<std::pair<std::string, base::lead_id>>;  // order and lead

posts listed_in(const engine::unknown_posts& open) {
    posts listed;
    for (const journal::posting& one : open.list()) listed.emplace(one.order, one.id);
    return listed;
}

}  // namespace

// A cap of the plan and the postings that it counts.
struct truth::owned_cap {
    std::string label;
    const plan::conditional_cap* cap = nullptr;
    std::function<bool(const lead_rows&, const journal::posting&)> has;
};

// The same caps in the same order for every version of the plan.
std::vector<truth::owned_cap> truth::caps_of(const plan::snapshot& plan) const {
    std::vector<owned_cap> all;
    const auto add = [&](const std::vector<plan::conditional_cap>& caps, const std::string& owner,
                         const auto& has) {
        for (std::size_t number = 0; number < caps.size(); ++number)
            all.push_back({fmt::format("cap {} of {}", number, owner), &caps[number], has});
    };
    for (const plan::order& order : plan.orders)
        add(order.caps, order.name,
            [name = order.name](const auto&, const auto& post) { return post.order == name; });
    for (const plan::buyer& buyer : plan.buyers)
        add(buyer.caps.at(0), buyer.name,
            [name = buyer.name](const auto&, const auto& post) { return post.buyer == name; });
    for (const plan::tree& tree : plan.trees)
        add(tree.caps, tree.name, [name = tree.name](const auto& lead, const auto&) {
            return lead.received->tree == name;
        });
    for (const plan::seller& seller : plan.sellers)
        add(seller.programs.at("auto").caps, seller.name,
            [name = seller.name](const auto& lead, const auto&) {
                return lead.received->seller == name;
            });
    return all;
}

bool truth::counts(const plan::conditional_cap& cap, const lead_rows& lead) const {
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
    const std::vector<owned_cap> caps = caps_of(plan);
    std::vector<std::int64_t> most(caps.size());
    for (const auto& [version, made] : plans_) {
        const std::vector<owned_cap> same = caps_of(*made);
        for (std::size_t i = 0; i < caps.size(); ++i)
            most[i] = std::max(most[i], same[i].cap->limit.most);
    }
    for (std::size_t i = 0; i < caps.size(); ++i)
        if (caps[i].cap->limit.on == cap::event::sale) check_cap(caps[i], most[i], open, began);
    check_accounts(plan, open);
}

void truth::check_cap(const owned_cap& cap, std::int64_t most, const engine::unknown_posts& open,
                      base::wall_time began) const {
    const cap::limit& limit = cap.cap->limit;
    const posts listed = listed_in(open);
    std::map<base::wall_time, books> windows;
    for (const auto& [id, lead] : data_.leads()) {
        if (!lead.received || lead.received->test || !counts(*cap.cap, lead)) continue;
        for (const journal::posting& post : lead.postings) {
            if (!cap.has(lead, post)) continue;
            books& window = windows[cap::window_start(limit.per, limit.where, post.at)];
            window.by_hand = window.by_hand || lead.set_aside;
            const std::int64_t amount =
                cap::amount_of(limit, {post.price.micros(), post.payout.micros()});
            if (owner_of(id) == post.order) window.sold += cap::amount_of(limit, paid_for(lead));
            if (!listed.contains({post.order, id}) || !is_unknown(lead)) continue;
            window.open += amount;
            if (has_refused(id, post.order)) window.refused += amount;
        }
    }
    for (const auto& [start, window] : windows) {
        // A server knows only the windows that held its start: after a restart a clock that
        // is set may find another one empty.
        const bool is_known = in_.how.clock_jumps == 0 || began == in_.how.start;
        if (window.by_hand) continue;
        const cap::usage used = limit.used->used(start);
        if (is_known && window.sold + window.open - window.refused > most)
            in_.fail(fmt::format("{}: {} sold and {} open of {}", cap.label, window.sold,
                                 window.open, most));
        if (used.reserved != window.open)
            in_.fail(
                fmt::format("{}: {} reserved, but {} open", cap.label, used.reserved, window.open));
        const bool is_current =
            start == cap::window_start(limit.per, limit.where, in_.time.now().wall);
        if (is_known && is_current && used.committed < window.sold)
            in_.fail(fmt::format("{}: {} committed, but {} sold", cap.label, used.committed,
                                 window.sold));
        const bool is_plain = in_.how.reloads == 0 && in_.how.clock_jumps == 0 &&
                              in_.how.crashes.empty() && in_.how.pauses == 0 && in_.how.poison == 0;
        if (is_plain && used.committed != window.sold)
            in_.fail(
                fmt::format("{}: {} committed, {} sold", cap.label, used.committed, window.sold));
    }
}

// A buyer's balance is what the ledger says less what is open, to the micro-unit, and never below
// its floor; as many posts of an order are open as are on the list.
void truth::check_accounts(const plan::snapshot& plan, const engine::unknown_posts& open) const {
    const posts listed = listed_in(open);
    std::map<std::string, books> accounts;
    std::map<std::string, books> places;
    for (const auto& [id, lead] : data_.leads()) {
        if (!lead.received || lead.received->test) continue;
        for (const journal::posting& post : lead.postings) {
            books& account = accounts[post.buyer];
            books& place = places[post.order];
            account.by_hand = account.by_hand || lead.set_aside;
            place.by_hand = place.by_hand || lead.set_aside;
            if (owner_of(id) == post.order) account.sold += paid_for(lead).price_micros;
            if (!listed.contains({post.order, id}) || !is_unknown(lead)) continue;
            account.open += post.price.micros();
            if (has_refused(id, post.order)) account.refused += post.price.micros();
            ++place.open;
        }
    }
    for (const plan::buyer& buyer : plan.buyers) {
        const books& books = accounts[buyer.name];
        if (books.by_hand) continue;
        const cap::balance::state now = buyer.account.balance->now();
        if (now.balance_micros != -books.sold || now.reserved_micros != books.open)
            in_.fail(fmt::format("balance of {}: {} and {} reserved, but {} sold and {} open",
                                 buyer.name, now.balance_micros, now.reserved_micros, books.sold,
                                 books.open));
        const auto& floor = buyer.account.floor;
        if (floor && -(books.sold + books.open - books.refused) < floor->micros())
            in_.fail(fmt::format("balance of {}: {} sold and {} open under the floor {}",
                                 buyer.name, books.sold, books.open, floor->micros()));
    }
    for (const plan::order& order : plan.orders) {
        const books& books = places[order.name];
        if (!books.by_hand && order.open_posts.open->count() != books.open)
            in_.fail(fmt::format("{} has {} posts open, but {} are listed", order.name,
                                 order.open_posts.open->count(), books.open));
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
