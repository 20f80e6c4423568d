#include "market.hpp"

#include "random.hpp"

#include <pointsman/filter/matcher.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace pointsman::sim {
namespace {

nlohmann::json::json_pointer at(const char* path) {
    return nlohmann::json::json_pointer(path);
}

lead::catalogue make_catalogue() {
    std::vector<lead::field> fields(3);
    fields[0].name = "zip";
    fields[0].type = lead::field_type::us_zip;
    fields[0].required = lead::required_at::ping;
    fields[1].name = "state";
    fields[1].type = lead::field_type::us_state;
    fields[1].derived_from = 0;
    fields[2].name = "email";
    fields[2].type = lead::field_type::email;
    fields[2].required = lead::required_at::post;
    fields[2].personal = true;
    return lead::catalogue(fields);
}

// As the plan of this version has it: a reload may take something back or declare it anew, and
// allow more or fewer calls.
follow_up_option in_version(follow_up_option made, int version, random& draw) {
    if (version == 0 || made.never_seen_rejects) return made;
    const auto change = [&draw](int& times) {
        if (times == 0) return;
        if (draw.chance(200))
            times = 0;
        else if (draw.chance(300))
            times = static_cast<int>(draw.between(1, 6));
    };
    change(made.status_times);
    change(made.repost_times);
    made.void_notice = made.void_notice && !draw.chance(300);
    return made;
}

// The buyer's own words of what became of a post: "accepted", "rejected", "not_known", and
// "working" where that is no refusal.
protocol::post_reply_spec status_reply(const order_option& order) {
    const follow_up_option& declared = order.follow_ups;
    protocol::post_reply_spec reply;
    reply.accepted_when = {at("/state"), {"accepted"}, {}, {}};
    reply.rejected_when = protocol::condition{at("/state"), {"rejected"}, {}, {}};
    if (declared.never_seen_rejects) reply.rejected_when->is_one_of.emplace_back("not_known");
    if (declared.otherwise_rejects && !declared.never_seen_rejects) {
        reply.unknown_when = protocol::condition{at("/state"), {"not_known"}, {}, {}};
        reply.otherwise_rejected = true;
    }
    if (order.takes_post_price) reply.price = at("/price");
    return reply;
}

void add_follow_ups(const order_option& order, const std::string& base, plan::connection& via) {
    const follow_up_option& declared = order.follow_ups;
    const std::vector<protocol::send_item> send = {
        protocol::send_fact{protocol::fact::offer_id, "id"}};
    if (declared.status_times > 0) {
        plan::status_query status;
        status.request.url = base + "/status";
        status.request.timeout = 900ms;
        status.request.send = send;
        status.reply = status_reply(order);
        status.after = declared.status_after;
        status.every = declared.status_every;
        status.times = declared.status_times;
        via.status = std::move(status);
    }
    if (declared.repost_times > 0)
        via.repost = plan::repost_terms{declared.repost_after, declared.repost_times};
    if (declared.void_notice) {
        via.void_notice.emplace();
        via.void_notice->request.url = base + "/void";
        via.void_notice->request.timeout = 900ms;
        via.void_notice->request.send = send;
    }
}

std::shared_ptr<plan::connection> make_connection(const order_option& order, std::size_t number,
                                                  int version) {
    auto via = std::make_shared<plan::connection>();
    const std::string base = fmt::format("http://b{}.example/v{}", number, version);
    via->name = fmt::format("b{}", number);
    if (order.pings) {
        via->ping.emplace();
        via->ping->request.url = base + "/ping";
        via->ping->request.timeout = 400ms;
        via->ping->request.send = {protocol::send_all{}};
        via->ping->reply.bid_when = {at("/status"), {"ok"}, {}, {}};
        via->ping->reply.price = at("/bid");
    }
    via->post.request.url = base + "/post";
    via->post.request.timeout = 900ms;
    via->post.request.send = {protocol::send_all{}};
    via->post.reply.accepted_when = {at("/result"), {"accepted"}, {}, {}};
    via->post.reply.rejected_when = protocol::condition{at("/result"), {"rejected"}, {}, {}};
    if (order.takes_post_price) via->post.reply.price = at("/price");
    via->no_answer = order.holds ? plan::silence::hold : plan::silence::reject;
    via->settle_after = order.settle_after;
    via->settle_as =
        order.settle_as_sold ? journal::settled_as::sold : journal::settled_as::rejected;
    via->late_reply = 3s;
    add_follow_ups(order, base, *via);
    return via;
}

struct owner_of_cap {
    cap::owner kind = cap::owner::order;
    std::string name;
    cap::zone zone;
};

plan::conditional_cap make_cap(const cap_option& cap, const owner_of_cap& owner, std::size_t number,
                               std::int64_t most, const lead::catalogue& fields,
                               cap::book& counters) {
    plan::conditional_cap made;
    // The limit is no part of the name: a reload that changes it keeps the count.
    made.limit = {
        counters.counter_of(fmt::format("{} {} {}", cap::to_text(owner.kind), owner.name, number)),
        cap.on,
        cap.per,
        cap.what,
        most,
        owner.kind,
        owner.zone};
    if (cap.only_california) {
        filter::test is_california;
        is_california.field = 1;
        is_california.operands = {std::string("CA")};
        made.when.emplace(fields, filter::rule{is_california, "state is CA"});
    }
    return made;
}

// By e-mail, the third field.
duplicate::rule same_consumer(duplicate::scope within, duplicate::event on,
                              duplicate::action then) {
    duplicate::rule rule;
    rule.key.fields = {2};
    rule.within = within;
    rule.on = on;
    rule.window = std::chrono::days(30);
    rule.then = then;
    return rule;
}

std::vector<duplicate::rule> duplicate_rules(const options& how) {
    std::vector<duplicate::rule> rules;
    if (how.rejects_sold)
        rules.push_back(same_consumer(duplicate::scope::vertical, duplicate::event::sold,
                                      duplicate::action::reject));
    if (how.excludes_posted)
        rules.push_back(same_consumer(duplicate::scope::buyer, duplicate::event::posted,
                                      duplicate::action::exclude_buyer));
    return rules;
}

// Caps as a plan of this version has them: a reload may lower or raise them.
std::vector<plan::conditional_cap> make_caps(const std::vector<cap_option>& options,
                                             const owner_of_cap& owner, int version, random& draw,
                                             const lead::catalogue& fields, cap::book& counters) {
    std::vector<plan::conditional_cap> made;
    for (std::size_t number = 0; number < options.size(); ++number) {
        std::int64_t most = options[number].most;
        if (version > 0 && draw.chance(500))
            most = std::max<std::int64_t>(1, most / draw.between(1, 3));
        if (version > 0 && draw.chance(200)) most *= 2;
        made.push_back(make_cap(options[number], owner, number, most, fields, counters));
    }
    return made;
}

plan::buyer make_buyer(const order_option& option, std::size_t number, int version, random& draw,
                       const lead::catalogue& fields, cap::book& counters) {
    plan::buyer made;
    made.name = fmt::format("b{}", number);
    made.currency = "USD";
    made.zone = option.zone == "UTC" ? cap::zone() : cap::zone(option.zone);
    made.caps[0] = make_caps(option.buyer_caps, {cap::owner::buyer, made.name, made.zone}, version,
                             draw, fields, counters);
    made.open_posts.open =
        counters.open_posts_of(cap::open_posts_name(cap::owner::buyer, made.name));
    made.account.balance = counters.balance_of(cap::account_name(made.name, made.currency));
    if (option.credit_micros) made.account.floor = -base::money::from_micros(*option.credit_micros);
    return made;
}

}  // namespace

plan::snapshot_pointer make_plan(const options& how, int version, cap::book& counters) {
    random draw = random(how.seed).fork(100 + static_cast<std::uint64_t>(version));
    // For what was added later: older draws stay as they were.
    random wider_draw = draw.fork(1);
    random follow_up_draw = draw.fork(2);
    auto made = std::make_shared<plan::snapshot>();
    made->hash = base::sha256(std::to_string(version));
    made->verticals.push_back({"auto", make_catalogue(), duplicate_rules(how)});
    plan::tree tree;
    tree.name = "main";
    tree.currency = "USD";
    tree.deadline = how.deadline;
    tree.max_posts = 4;
    const lead::catalogue& fields = made->verticals[0].fields;
    tree.caps = make_caps(how.tree_caps, {cap::owner::tree, tree.name, {}}, version, wider_draw,
                          fields, counters);
    for (std::uint32_t tier = 0; tier < how.tiers; ++tier)
        tree.tiers.push_back(
            {fmt::format("t{}", tier),
             how.waterfall && tier == 0 ? plan::tier_mode::waterfall : plan::tier_mode::auction,
             {},
             {},
             {},
             {}});
    for (std::size_t number = 0; number < how.orders.size(); ++number) {
        const order_option& option = how.orders[number];
        const std::string name = fmt::format("o{}", number);
        made->buyers.push_back(make_buyer(option, number, version, wider_draw, fields, counters));
        plan::order order;
        order.name = name;
        order.buyer = static_cast<plan::buyer_number>(option.buyer);
        order.open_posts = {counters.open_posts_of(cap::open_posts_name(cap::owner::order, name)),
                            option.max_open_posts};
        order_option current = option;
        if (version > 0 && draw.chance(200)) current.settle_after = 45s;
        current.follow_ups = in_version(option.follow_ups, version, follow_up_draw);
        order.via = make_connection(current, number, version);
        if (!option.pings)
            order.price = base::money::from_micros(draw.between(5'000'000, 20'000'000));
        if (option.has_hours) {
            order.hours.emplace();
            for (auto& day : order.hours->days) day = {{0, 120}, {180, 1439}};
        }
        order.caps =
            make_caps(option.caps, {cap::owner::order, name, made->buyers.at(order.buyer).zone},
                      version, draw, fields, counters);
        made->orders.push_back(std::move(order));
    }
    for (std::uint32_t tier = 0; tier < how.tiers; ++tier) {
        for (std::uint32_t number = 0; number < how.orders.size(); ++number) {
            if (how.orders[number].tier != tier) continue;
            tree.tiers[tier].orders.push_back(number);
            tree.orders.push_back(number);
            tree.tier_of.push_back(tier);
        }
    }
    tree.matcher = filter::make_scan(made->verticals[0].fields,
                                     std::vector<std::optional<filter::rule>>(tree.orders.size()));
    made->trees.push_back(std::move(tree));
    for (int number = 0; number < how.sellers; ++number) {
        plan::seller seller;
        seller.name = fmt::format("s{}", number);
        plan::program program;
        program.payout = {base::basis_points{static_cast<std::int32_t>(how.payout_basis_points)},
                          base::money::from_micros(version % 2 == 0 ? 500'000 : 900'000)};
        program.caps = make_caps(how.seller_caps, {cap::owner::seller, seller.name, {}}, version,
                                 wider_draw, fields, counters);
        program.resale = plan::resale{resale_terms(how), 0};
        seller.programs.emplace("auto", std::move(program));
        made->sellers.push_back(std::move(seller));
    }
    return made;
}

ledger::resale_terms resale_terms(const options& how) {
    return {{"duplicate"}, 24h, how.resale_times};
}

std::size_t order_of_url(const std::string& url) {
    return static_cast<std::size_t>(std::stoi(url.substr(std::string("http://b").size())));
}

int version_of_url(const std::string& url) {
    return std::stoi(url.substr(url.find("/v") + 2));
}

}  // namespace pointsman::sim
