#include <pointsman/engine/restored_caps.hpp>

#include <pointsman/base/planted.hpp>
#include <pointsman/engine/award.hpp>
#include <pointsman/lead/lead.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>

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

// Lists the caps that have counted nothing yet. A buyer's cap is met once for each vertical.
class gap_finder {
public:
    gap_finder(const plan::snapshot& plan, base::wall_time now) : plan_(plan), now_(now) {}

    std::vector<gap> find() {
        for (const plan::order& order : plan_.orders)
            add_all(order.caps, order.vertical, order.name);
        for (const plan::buyer& buyer : plan_.buyers)
            for (const auto& [vertical, caps] : buyer.caps) add_all(caps, vertical, buyer.name);
        for (const plan::tree& tree : plan_.trees) add_all(tree.caps, tree.vertical, tree.name);
        for (const plan::seller& seller : plan_.sellers)
            for (const auto& [vertical, program] : seller.programs)
                add_all(program.caps, program.vertical, seller.name, vertical);
        return std::move(gaps_);
    }

private:
    void add_all(const std::vector<plan::conditional_cap>& caps, plan::vertical_number vertical,
                 const std::string& owner, const std::string& program = {}) {
        for (const plan::conditional_cap& one : caps) {
            const cap::limit& limit = one.limit;
            const base::wall_time start = cap::window_start(limit.per, limit.where, now_);
            const cap::usage known = limit.used->used(start);
            if (known.committed + known.reserved > 0) continue;
            gap& found = gap_of(limit);
            found.question = {owner, limit.on, start, limit.of, program};
            if (one.when) found.judges.push_back({&plan_.verticals.at(vertical), &*one.when});
        }
    }

    gap& gap_of(const cap::limit& limit) {
        const auto same = std::ranges::find_if(
            gaps_, [&](const gap& one) { return one.limit->used == limit.used; });
        if (same != gaps_.end()) return *same;
        gaps_.push_back({&limit, {}, {}});
        return gaps_.back();
    }

    const plan::snapshot& plan_;
    base::wall_time now_;
    std::vector<gap> gaps_;
};

void fill(const gap& what, const usage_so_far& found) {
    const cap::limit& limit = *what.limit;
    const std::int64_t used =
        limit.what == cap::measure::count
            ? found.count
            : cap::amount_of(limit, {found.price.micros(), found.payout.micros()});
    limit.used->restore(what.question.since, {used, 0});
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
base::result<void, std::string> fill_by_rule(const gap& what, past_usage& past, unsettled posts) {
    const auto uses = past.uses_since(what.question, posts);
    if (!uses) return base::failure(uses.error());
    usage_so_far found;
    for (const use& one : *uses) {
        if (!counts(what, one)) continue;
        ++found.count;
        found.price += one.price;
        found.payout += one.payout;
    }
    fill(what, found);
    return {};
}

// Whose limits a stored post met, as far as they are still in the plan.
limit_owners owners_of(const plan::snapshot& plan, const stored_post& post) {
    limit_owners owners{.order = plan.find_order(post.posting.order),
                        .buyer = plan.find_buyer(post.posting.buyer),
                        .tree = plan.find_tree(post.tree)};
    const plan::seller* seller = plan.find_seller(post.seller);
    if (seller == nullptr) return owners;
    const auto program = seller->programs.find(post.vertical);
    if (program != seller->programs.end()) owners.program = &program->second;
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

void take_place_again(const plan::open_post_limit& places, std::vector<cap::charge>& into) {
    if (!places.open) return;
    places.open->take_again();
    into.push_back({places.open, {}, 1});
}

void reserve_money_again(const plan::buyer& buyer, const journal::posting& posting,
                         std::vector<cap::charge>& into) {
    const auto& balance = buyer.account.balance;
    if (!balance || buyer.currency != posting.currency) return;
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

base::result<void, std::string> restore_caps(const plan::snapshot& plan, past_usage& past,
                                             unsettled posts, base::wall_time now) {
    std::vector<gap> plain;
    std::vector<usage_question> questions;
    for (const gap& one : gap_finder(plan, now).find()) {
        if (!one.judges.empty()) {
            if (const auto filled = fill_by_rule(one, past, posts); !filled) return filled;
        } else {
            plain.push_back(one);
            questions.push_back(one.question);
        }
    }
    const auto found = past.usage_since(questions, posts);
    if (!found) return base::failure(found.error());
    for (std::size_t i = 0; i < plain.size(); ++i) fill(plain[i], (*found)[i]);
    return restore_balances(plan, past);
}

std::vector<cap::charge> reserve_again(const plan::snapshot& plan, const stored_post& post) {
    std::vector<cap::charge> charges;
    if (planted(base::bug::restart_forgets_reservations) || post.test) return charges;
    limit_owners owners = owners_of(plan, post);
    if (const plan::vertical* vertical = plan.find_vertical(post.vertical)) {
        owners.vertical = static_cast<plan::vertical_number>(vertical - plan.verticals.data());
        reserve_caps_again(owners, stored_values(vertical->fields, post.fields_json), post.posting,
                           charges);
    }
    if (owners.order != nullptr) take_place_again(owners.order->open_posts, charges);
    if (owners.buyer == nullptr) return charges;
    take_place_again(owners.buyer->open_posts, charges);
    reserve_money_again(*owners.buyer, post.posting, charges);
    return charges;
}

}  // namespace pointsman::engine
