#include "order.hpp"

#include "caps.hpp"
#include "hours.hpp"
#include "mapping.hpp"
#include "pause.hpp"
#include "post_limits.hpp"
#include "rule.hpp"

#include <fmt/format.h>

#include <set>

namespace pointsman::yaml {

namespace {

constexpr whole_range priorities{0, 1'000'000};
constexpr std::array<choice<bool>, 2> ignores_holidays{{{"keep", false}, {"ignore", true}}};

class order_reader {
public:
    order_reader(const member& given, plan::buyer_number buyer, draft& into)
        : given_(given),
          into_(into),
          problems_(into.problems),
          number_(static_cast<plan::order_number>(into.plan->orders.size())),
          at_(given.value,
              {"vertical", "via", "sells_in", "price", "priority", "paused", "accepts", "hours",
               "holidays", "caps", "max_open_posts", "pacing"},
              into.problems,
              {"hold_at_quote", "weight", "max_sells", "shared", "duplicates", "breaker",
               "returns"}) {
        order_.name = given.key.text;
        order_.buyer = buyer;
    }

    void read_all(connection_shelf& connections) {
        std::string checked;
        read(given_.key, checked, a_name, problems_);
        into_.orders.add(given_.key, number_, problems_);
        if (const node* name = at_.require("vertical"))
            vertical_ = into_.verticals.find(*name, problems_);
        order_.vertical = vertical_.value_or(unknown_number);
        if (const node* via = at_.require("via")) order_.via = connections.take(*via, vertical_);
        if (const node* price = at_.require("price")) read_price(*price);
        if (const node* places = at_.require("sells_in")) read_places(*places);
        std::int64_t priority = order_.priority;
        at_.optional("priority", priority, priorities);
        order_.priority = static_cast<std::int32_t>(priority);
        if (const node* paused = at_.find("paused")) order_.paused = read_pause(*paused, into_);
        const node* accepts = at_.find("accepts");
        if (accepts != nullptr && vertical_)
            order_.accepts = read_filter(*accepts, *vertical_, into_);
        if (const node* hours = at_.find("hours")) order_.hours = read_hours(*hours, problems_);
        at_.optional("holidays", order_.ignores_holidays, ignores_holidays);
        order_.open_posts =
            read_open_posts(at_, cap::open_posts_name(cap::owner::order, order_.name), into_);
        order_.pacing = read_pacing(at_, order_.name, into_);
        order_.accept_rate = into_.counters.accept_rate_of(order_.name);
        if (const node* caps = at_.find("caps"))
            order_.caps = read_caps(*caps, as_caps_owner(), vertical_, into_);
        into_.plan->orders.push_back(std::move(order_));
    }

private:
    caps_owner as_caps_owner() const {
        caps_owner owner{cap::owner::order, order_.name, into_.plan->buyers[order_.buyer].zone};
        owner.accepts = order_.accept_rate;
        owner.pings = order_.via != nullptr && order_.via->ping;
        return owner;
    }

    void read_price(const node& given) {
        const bool is_bid = given.is_scalar() && given.text == "bid";
        if (!is_bid && !read_fixed_price(given)) return;
        if (order_.via == nullptr) return;
        const bool pings = order_.via->ping.has_value();
        if (is_bid && !pings)
            problems_.error(given.at,
                            fmt::format("connection \"{}\" has no ping, so there is no bid; "
                                        "write {{fixed: \"12.50\"}}",
                                        order_.via->name));
        if (!is_bid && pings)
            problems_.error(given.at,
                            fmt::format("connection \"{}\" pings, so the price is its bid; "
                                        "write `price: bid` or use one without ping",
                                        order_.via->name));
    }

    bool read_fixed_price(const node& given) {
        if (!given.is_mapping()) {
            problems_.error(given.at, "expected bid or {fixed: \"12.50\"}");
            return false;
        }
        const mapping at(given, {"fixed"}, problems_);
        base::money price;
        if (!at.required("fixed", price)) return false;
        if (price == base::money{}) problems_.error(at.find("fixed")->at, "a price of zero");
        order_.price = price;
        return true;
    }

    void read_places(const node& given) {
        for (const node& item : items_of(given, problems_)) read_place(item);
        if (given.is_sequence() && given.items.empty())
            problems_.error(given.at,
                            "this order stands in no tier; to stop it use `paused: true`");
    }

    void read_place(const node& given) {
        const mapping at(given, {"tree", "tier"}, problems_);
        const node* tree = at.require("tree");
        const node* tier = at.require("tier");
        if (tree == nullptr || tier == nullptr) return;
        const auto tree_number = into_.trees.find(*tree, problems_);
        if (!tree_number) return;
        check_tree(*tree, into_.plan->trees[*tree_number]);
        if (!trees_.insert(*tree_number).second)
            problems_.error(tree->at,
                            fmt::format("this order stands in tree \"{}\" twice", tree->text));
        const auto tier_number = into_.tiers_of_tree[*tree_number].find(*tier, problems_);
        if (tier_number)
            into_.plan->trees[*tree_number].tiers[*tier_number].orders.push_back(number_);
    }

    void check_tree(const node& at, const plan::tree& tree) {
        if (vertical_ && tree.vertical != unknown_number && tree.vertical != *vertical_)
            problems_.error(at.at, fmt::format("tree \"{}\" is for vertical \"{}\"", tree.name,
                                               into_.plan->verticals[tree.vertical].name));
        const std::string& currency = into_.plan->buyers[order_.buyer].currency;
        if (!currency.empty() && !tree.currency.empty() && currency != tree.currency)
            problems_.error(at.at, fmt::format("tree \"{}\" is in {}, this buyer pays in {}",
                                               tree.name, tree.currency, currency));
    }

    const member& given_;
    draft& into_;
    report& problems_;
    plan::order_number number_;
    mapping at_;
    plan::order order_;
    std::optional<plan::vertical_number> vertical_;
    std::set<plan::tree_number> trees_;
};

}  // namespace

void read_order(const member& given, plan::buyer_number buyer, connection_shelf& connections,
                draft& into) {
    order_reader(given, buyer, into).read_all(connections);
}

}  // namespace pointsman::yaml
