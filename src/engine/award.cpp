#include <pointsman/engine/award.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace pointsman::engine {
namespace {

using journal::candidate_reason;

constexpr const char* order_is_busy = "posts of the order are open";
constexpr const char* buyer_is_busy = "posts of the buyer are open";
constexpr const char* too_soon = "too soon after the order's last post";

template <class Visit>
void for_each_cap_of(const limit_owners& owners, const Visit& visit) {
    if (owners.order != nullptr) std::ranges::for_each(owners.order->caps, visit);
    if (owners.buyer != nullptr) {
        const auto found = owners.buyer->caps.find(owners.vertical);
        if (found != owners.buyer->caps.end()) std::ranges::for_each(found->second, visit);
    }
    if (owners.tree != nullptr) std::ranges::for_each(owners.tree->caps, visit);
    if (owners.program != nullptr) std::ranges::for_each(owners.program->caps, visit);
}

std::optional<std::int64_t> floor_micros(const plan::account& of) {
    if (!of.floor) return std::nullopt;
    return of.floor->micros();
}

shortage busy(const plan::open_post_limit& limit, const char* whose) {
    return {candidate_reason::concurrency, fmt::format("{} {}", limit.most.value_or(0), whose)};
}

// Not how much is left: that changes with every lead.
shortage too_little_money(base::money price) {
    if (price <= base::money::from_micros(1))
        return {candidate_reason::no_balance, "nothing is left above the floor"};
    return {candidate_reason::no_balance,
            fmt::format("less than {} is left above the floor", base::to_text(price))};
}

std::optional<shortage> full_cap(const std::vector<const cap::limit*>& caps, base::wall_time now) {
    for (const cap::event on : {cap::event::ping, cap::event::post, cap::event::sale}) {
        if (const auto full = cap::first_full(caps, on, now))
            return shortage{full->what == cap::measure::count ? candidate_reason::cap_count
                                                              : candidate_reason::cap_spend,
                            describe(*full, on)};
    }
    return std::nullopt;
}

// The parts of an award that are no caps, in the order in which they are taken.
class taker {
public:
    taker(const limit_owners& owners, const ledger::split& money, base::instant now,
          cap::reservation& into)
        : owners_(owners), money_(money), now_(now), into_(into) {
        constexpr std::size_t most_charges = 3;
        into_.make_room(most_charges);
    }

    // What was taken before a shortage is given back with the reservation.
    std::optional<shortage> take_all() {
        if (!take_place(owners_.order->open_posts))
            return busy(owners_.order->open_posts, order_is_busy);
        if (!take_place(owners_.buyer->open_posts))
            return busy(owners_.buyer->open_posts, buyer_is_busy);
        if (!take_money(owners_.buyer->account)) return too_little_money(money_.price);
        // Last, because nobody could give it back.
        const auto& pacing = owners_.order->pacing;
        if (pacing && !pacing->last->try_pass(now_.steady, pacing->interval))
            return shortage{candidate_reason::pacing, too_soon};
        return std::nullopt;
    }

private:
    bool take_place(const plan::open_post_limit& limit) {
        if (!limit.open) return true;
        if (!limit.open->try_take(limit.most)) return false;
        into_.add({limit.open, {}, 1});
        return true;
    }

    bool take_money(const plan::account& of) {
        if (!of.balance) return true;
        const std::int64_t price = money_.price.micros();
        if (!of.balance->try_reserve(price, floor_micros(of))) return false;
        into_.add({of.balance, {}, price, cap::counted::price});
        return true;
    }

    const limit_owners& owners_;
    const ledger::split& money_;
    base::instant now_;
    cap::reservation& into_;
};

}  // namespace

std::vector<const cap::limit*> caps_for(const limit_owners& owners, const lead::values& lead) {
    std::vector<const cap::limit*> counting;
    for_each_cap_of(owners, [&](const plan::conditional_cap& one) {
        if (!one.when || one.when->passes(lead)) counting.push_back(&one.limit);
    });
    return counting;
}

bool caps_read_fields(const limit_owners& owners) {
    bool found = false;
    for_each_cap_of(owners,
                    [&](const plan::conditional_cap& one) { found |= one.when.has_value(); });
    return found;
}

std::string describe(const cap::refusal& full, cap::event on) {
    return fmt::format("{} {} per {} of the {}", to_text(on), to_text(full.what), to_text(full.per),
                       to_text(full.of));
}

std::optional<shortage> shortage_now(const limit_owners& owners, const lead::values& lead,
                                     base::money least_price, base::instant now) {
    if (auto full = full_cap(caps_for(owners, lead), now.wall)) return full;
    if (const plan::order* order = owners.order) {
        const plan::open_post_limit& places = order->open_posts;
        if (places.open && !places.open->has_room(places.most)) return busy(places, order_is_busy);
        if (order->pacing && !order->pacing->last->may_pass(now.steady, order->pacing->interval))
            return shortage{candidate_reason::pacing, too_soon};
    }
    if (const plan::buyer* buyer = owners.buyer) {
        const plan::open_post_limit& places = buyer->open_posts;
        if (places.open && !places.open->has_room(places.most)) return busy(places, buyer_is_busy);
        const plan::account& account = buyer->account;
        if (account.balance &&
            !account.balance->covers(least_price.micros(), floor_micros(account)))
            return too_little_money(least_price);
    }
    return std::nullopt;
}

base::result<award, shortage> make_award(const limit_owners& owners, const lead::values& lead,
                                         const ledger::split& money, base::instant now) {
    const auto caps = caps_for(owners, lead);
    const cap::cost spent{money.price.micros(), money.payout.micros()};
    award made;
    for (const auto& [on, into] :
         {std::pair{cap::event::post, &made.post}, std::pair{cap::event::sale, &made.sale}}) {
        auto reserved = cap::reserve(caps, on, now.wall, spent);
        if (!reserved.reserved)
            return base::failure(
                shortage{candidate_reason::cap_lost, describe(*reserved.refused, on)});
        *into = *std::move(reserved.reserved);
    }
    if (auto lacking = taker(owners, money, now, made.sale).take_all())
        return base::failure(*std::move(lacking));
    return made;
}

}  // namespace pointsman::engine
