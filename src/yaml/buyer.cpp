#include "caps.hpp"
#include "connection.hpp"
#include "holidays.hpp"
#include "kinds.hpp"
#include "mapping.hpp"
#include "order.hpp"
#include "pause.hpp"
#include "post_limits.hpp"
#include "returns.hpp"
#include "secrets.hpp"

#include <fmt/format.h>

namespace pointsman::yaml {

namespace {

// Secrets as Standard Webhooks writes them, "whsec_" and base64, or any other text as it is.
void read_webhooks(const node& given, plan::buyer& buyer, draft& into) {
    constexpr std::string_view prefix = "whsec_";
    constexpr std::size_t least_bytes = 16;
    const mapping at(given, {"secrets"}, into.problems);
    const node* secrets = at.require("secrets");
    if (secrets == nullptr) return;
    for (const node& item : items_of(*secrets, into.problems)) {
        const std::optional<filled_text> secret = read_secret(item, into);
        if (!secret || !secret->known) continue;
        const std::string& text = secret->text;
        auto bytes = text.starts_with(prefix)
                         ? base::from_base64(std::string_view(text).substr(prefix.size()))
                         : base::bytes(text.begin(), text.end());
        if (!bytes || bytes->size() < least_bytes)
            into.problems.error(item.at,
                                "a secret has at least 16 bytes; after \"whsec_\" in base64");
        else
            buyer.webhook_secrets.push_back(*std::move(bytes));
    }
}

void read_caps_of(const node& given, plan::buyer_number number, draft& into) {
    std::set<plan::vertical_number> verticals;
    for (const plan::order& order : into.plan->orders)
        if (order.buyer == number && order.vertical != unknown_number)
            verticals.insert(order.vertical);
    plan::buyer& buyer = into.plan->buyers[number];
    buyer.caps =
        read_buyer_caps(given, {cap::owner::buyer, buyer.name, buyer.zone}, verticals, into);
}

}  // namespace

void read_buyer(const node& root, std::string_view, draft& into) {
    const mapping at(root,
                     {"buyer", "currency", "zone", "group", "paused", "holidays", "keys", "returns",
                      "webhooks", "caps", "max_open_posts", "prepaid", "connections", "orders"},
                     into.problems, {"duplicates"});
    plan::buyer buyer;
    const auto number = static_cast<plan::buyer_number>(into.plan->buyers.size());
    if (at.required("buyer", buyer.name, a_name))
        into.buyers.add(*at.find("buyer"), number, into.problems);
    at.required("currency", buyer.currency, a_currency);
    at.required("zone", buyer.zone);
    at.optional("group", buyer.group, a_name);
    if (const node* paused = at.find("paused")) buyer.paused = read_pause(*paused, into);
    if (const node* days = at.find("holidays"))
        buyer.holidays = read_holidays(*days, buyer.zone, into);
    if (const node* keys = at.find("keys")) read_keys(*keys, buyer.keys, into);
    if (const node* returns = at.find("returns")) {
        buyer.returns = read_buyer_returns(*returns, into.problems);
        if (!at.has("keys"))
            into.problems.error(returns->at,
                                "a buyer that may return leads needs \"keys\" to do so");
    }
    if (const node* webhooks = at.find("webhooks")) read_webhooks(*webhooks, buyer, into);
    buyer.open_posts =
        read_open_posts(at, cap::open_posts_name(cap::owner::buyer, buyer.name), into);
    buyer.account = read_account(at, buyer, into);
    into.plan->buyers.push_back(std::move(buyer));
    const node* connections = at.require("connections");
    const node* orders = at.require("orders");
    if (connections == nullptr) return;
    connection_shelf shelf(*connections, into);
    if (orders != nullptr) {
        for (const member& each : members_of(*orders, into.problems))
            read_order(each, number, shelf, into);
    }
    shelf.finish();
    // The verticals whose leads they count are those of the orders just read.
    if (const node* caps = at.find("caps")) read_caps_of(*caps, number, into);
}

}  // namespace pointsman::yaml
