#include "post_limits.hpp"

#include <string_view>

namespace pointsman::yaml {

namespace {

using namespace std::chrono_literals;

constexpr whole_range open_posts{1, 1'000'000};
constexpr time_range intervals{1ms, std::chrono::days(31)};

// As money elsewhere, but a credit line lies below zero.
bool read_floor(const node& from, base::money& into, report& problems) {
    const bool is_negative = from.is_scalar() && from.text.starts_with('-');
    node amount = from;
    if (is_negative) amount.text.erase(0, 1);
    if (!read(amount, into, problems)) return false;
    if (is_negative) into = -into;
    return true;
}

}  // namespace

plan::open_post_limit read_open_posts(const mapping& at, const std::string& name, draft& into) {
    plan::open_post_limit limit{into.counters.open_posts_of(name)};
    at.optional("max_open_posts", limit.most, open_posts);
    return limit;
}

std::optional<plan::pacing> read_pacing(const mapping& at, const std::string& order, draft& into) {
    plan::pacing pacing{into.counters.pacer_of(order)};
    if (!at.optional("pacing", pacing.interval, intervals)) return std::nullopt;
    return pacing;
}

plan::account read_account(const mapping& at, const plan::buyer& of, draft& into) {
    plan::account account{into.counters.balance_of(cap::account_name(of.name, of.currency))};
    const node* given = at.find("prepaid");
    if (given == nullptr) return account;
    const mapping prepaid(*given, {"floor"}, into.problems);
    base::money floor;
    if (const node* text = prepaid.require("floor");
        text && read_floor(*text, floor, into.problems))
        account.floor = floor;
    return account;
}

}  // namespace pointsman::yaml
