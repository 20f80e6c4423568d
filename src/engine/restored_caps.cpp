#include <pointsman/engine/restored_caps.hpp>

#include <pointsman/base/planted.hpp>
#include <pointsman/engine/award.hpp>
#include <pointsman/lead/lead.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
#include <utility>

namespace pointsman::engine {
namespace {

// The `when` of a cap as it judges leads of one vertical.
struct judge {
    const plan::vertical* of = nullptr;
    const filter::compiled_rule* when = nullptr;
};

// One cap to be filled, and what to ask the journal for it.
struct gap {
    const cap::limit* limit = nullptr;
    std::vector<judge> judges;  // none: every lead counts
    usage_question question;
};

// Where a cap stands.
struct cap_place {
    const plan::conditional_cap& cap;
    plan::vertical_number vertical;
    const std::string& owner;
    std::string program;  // the vertical's name, for a seller's
};

// A buyer's cap is met once for each vertical.
void for_each_cap(const plan::snapshot& plan, const std::function<void(const cap_place&)>& visit) {
    const auto visit_all = [&](const std::vector<plan::conditional_cap>& caps,
                               plan::vertical_number vertical, const std::string& owner,
                               const std::string& program = {}) {
        for (const plan::conditional_cap& one : caps) visit({one, vertical, owner, program});
    };
    for (const plan::order& order : plan.orders) visit_all(order.caps, order.vertical, order.name);
    for (const plan::buyer& buyer : plan.buyers)
        for (const auto& [vertical, caps] : buyer.caps) visit_all(caps, vertical, buyer.name);
    for (const plan::tree& tree : plan.trees) visit_all(tree.caps, tree.vertical, tree.name);
    for (const plan::seller& seller : plan.sellers)
        for (const auto& [vertical, program] : seller.programs)
            visit_all(program.caps, program.vertical, seller.name, vertical);
}

// A counter and the window that holds "now": another zone of the owner's begins other windows.
using counted_window = std::pair<const cap::counter*, base::wall_time>;

counted_window counted_by(const cap::limit& limit, base::wall_time now) {
    return {limit.used.get(), cap::window_start(limit.per, limit.where, now)};
}

std::set<counted_window> windows_of(const plan::snapshot* plan, base::wall_time now) {
    std::set<counted_window> all;
    if (plan != nullptr)
        for_each_cap(*plan,
                     [&](const cap_place& at) { all.insert(counted_by(at.cap.limit, now)); });
    return all;
}

// Lists the caps of the plan whose windows are not among those that are kept.
std::vector<gap> find_gaps(const plan::snapshot& plan, const std::set<counted_window>& kept,
                           base::wall_time now) {
    std::vector<gap> gaps;
    const auto gap_of = [&](const cap::limit& limit) -> gap& {
        const auto same = std::ranges::find_if(
            gaps, [&](const gap& one) { return one.limit->used == limit.used; });
        if (same != gaps.end()) return *same;
        gaps.push_back({&limit, {}, {}});
        return gaps.back();
    };
    for_each_cap(plan, [&](const cap_place& at) {
        const cap::limit& limit = at.cap.limit;
        const counted_window window = counted_by(limit, now);
        if (kept.contains(window)) return;
        gap& found = gap_of(limit);
        found.question = {at.owner, limit.on, window.second, limit.of, at.program};
        if (at.cap.when) found.judges.push_back({&plan.verticals.at(at.vertical), &*at.cap.when});
    });
    return gaps;
}

std::int64_t amount_in(const usage_so_far& found, const cap::limit& limit) {
    if (limit.what == cap::measure::count) return found.count;
    return cap::amount_of(limit, {found.price.micros(), found.payout.micros()});
}

// `perhaps` is `settled` and what may yet turn out to be sold.
void fill(const gap& what, const usage_so_far& settled, const usage_so_far& perhaps) {
    const std::int64_t sure = amount_in(settled, *what.limit);
    // Asked for a moment later: a return may have come in between.
    const std::int64_t most = std::max(sure, amount_in(perhaps, *what.limit));
    what.limit->used->set_committed(what.question.since, sure, most - sure);
}

lead::values stored_values(const lead::catalogue& fields, const std::string& fields_json) {
    return lead::from_json(fields, nlohmann::json::parse(fields_json));
}

bool counts(const gap& what, const use& one) {
    const auto found = std::ranges::find_if(
        what.judges, [&](const judge& each) { return each.of->name == one.vertical; });
    return found != what.judges.end() &&
           found->when->passes(stored_values(found->of->fields, one.fields_json));
}

// A cap with a `when` rule counts the leads that meet it, so they are judged one by one. The rule
// needs no personal field: the configuration sees to that.
base::result<usage_so_far, std::string> usage_by_rule(const gap& what, past_usage& past,
                                                      unsettled posts) {
    const auto uses = past.uses_since(what.question, posts);
    if (!uses) return base::failure(uses.error());
    usage_so_far found;
    for (const use& one : *uses) {
        if (!counts(what, one)) continue;
        ++found.count;
        found.price += one.price;
        found.payout += one.payout;
    }
    return found;
}

// One answer for each gap, in order.
base::result<std::vector<usage_so_far>, std::string> usage_of(const std::vector<gap>& gaps,
                                                              past_usage& past, unsettled posts) {
    std::vector<usage_so_far> answers(gaps.size());
    std::vector<usage_question> questions;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        if (gaps[i].judges.empty()) {
            questions.push_back(gaps[i].question);
            places.push_back(i);
            continue;
        }
        const auto found = usage_by_rule(gaps[i], past, posts);
        if (!found) return base::failure(found.error());
        answers[i] = *found;
    }
    if (questions.empty()) return answers;
    const auto found = past.usage_since(questions, posts);
    if (!found) return base::failure(found.error());
    for (std::size_t i = 0; i < places.size(); ++i) answers[places[i]] = (*found)[i];
    return answers;
}

// Whose limits a stored post met, as far as they are still in the plan.
limit_owners owners_of(const plan::snapshot& plan, const stored_post& post) {
    limit_owners owners{.order = plan.find_order(post.posting.order),
                        .buyer = plan.find_buyer(post.posting.buyer),
                        .tree = plan.find_tree(post.tree)};
    owners.program = plan.find_program(post.seller, post.vertical);
    return owners;
}

void reserve_caps_again(const limit_owners& owners, const lead::values& lead,
                        const journal::posting& posting, std::vector<cap::charge>& into) {
    const cap::cost spent{posting.price.micros(), posting.payout.micros()};
    for (const cap::limit* limit : caps_for(owners, lead)) {
        if (limit->on != cap::event::sale) continue;
        const base::wall_time window = cap::window_start(limit->per, limit->where, posting.at);
        const std::int64_t amount = cap::amount_of(*limit, spent);
        limit->used->restore(window, {0, amount});
        into.push_back({limit->used, window, amount, cap::counted_by(*limit)});
    }
}

void take_place_again(cap::book& counters, cap::owner of, const std::string& owner,
                      std::vector<cap::charge>& into) {
    const auto places = counters.open_posts_of(cap::open_posts_name(of, owner));
    places->take_again();
    into.push_back({places, {}, 1});
}

void reserve_money_again(cap::book& counters, const journal::posting& posting,
                         std::vector<cap::charge>& into) {
    const auto balance = counters.balance_of(cap::account_name(posting.buyer, posting.currency));
    balance->reserve_again(posting.price.micros());
    into.push_back({balance, {}, posting.price.micros(), cap::counted::price});
}

// Of the buyers that nobody has kept a balance of yet.
base::result<void, std::string> restore_balances(const plan::snapshot& plan, past_usage& past) {
    std::vector<account_question> questions;
    std::vector<cap::balance*> balances;
    for (const plan::buyer& buyer : plan.buyers) {
        cap::balance* const balance = buyer.account.balance.get();
        if (balance == nullptr || balance->is_restored()) continue;
        questions.push_back({buyer.name, buyer.currency});
        balances.push_back(balance);
    }
    if (questions.empty()) return {};
    const auto found = past.balances_of(questions);
    if (!found) return base::failure(found.error());
    for (std::size_t i = 0; i < balances.size(); ++i) {
        const bool forgets = planted(base::bug::restart_forgets_balance);
        balances[i]->restore(forgets ? 0 : (*found)[i].micros());
    }
    return {};
}

}  // namespace

base::result<void, std::string> restore_caps(const plan::snapshot& plan,
                                             const plan::snapshot* in_force, past_usage& past,
                                             base::wall_time now) {
    const std::vector<gap> gaps = find_gaps(plan, windows_of(in_force, now), now);
    const auto settled = usage_of(gaps, past, unsettled::left_out);
    if (!settled) return base::failure(settled.error());
    // At start the posts of unknown answer reserve again by themselves.
    const auto perhaps = in_force == nullptr ? settled : usage_of(gaps, past, unsettled::counted);
    if (!perhaps) return base::failure(perhaps.error());
    for (std::size_t i = 0; i < gaps.size(); ++i) fill(gaps[i], (*settled)[i], (*perhaps)[i]);
    return restore_balances(plan, past);
}

std::vector<cap::charge> reserve_again(const plan::snapshot& plan, cap::book& counters,
                                       const stored_post& post) {
    std::vector<cap::charge> charges;
    if (planted(base::bug::restart_forgets_reservations) || post.test) return charges;
    limit_owners owners = owners_of(plan, post);
    if (const plan::vertical* vertical = plan.find_vertical(post.vertical)) {
        owners.vertical = static_cast<plan::vertical_number>(vertical - plan.verticals.data());
        // Of a hundred thousand posts at start: fields are read only where a rule asks for them.
        const lead::values lead = caps_read_fields(owners)
                                      ? stored_values(vertical->fields, post.fields_json)
                                      : lead::values();
        reserve_caps_again(owners, lead, post.posting, charges);
    }
    take_place_again(counters, cap::owner::order, post.posting.order, charges);
    take_place_again(counters, cap::owner::buyer, post.posting.buyer, charges);
    reserve_money_again(counters, post.posting, charges);
    return charges;
}

}  // namespace pointsman::engine
