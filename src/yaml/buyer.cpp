#include "connection.hpp"
#include "kinds.hpp"
#include "mapping.hpp"
#include "order.hpp"

#include <fmt/format.h>

namespace pointsman::yaml {

namespace {

void read_zone(const mapping& at, plan::buyer& into, report& problems) {
    const node* given = at.require("zone");
    std::string name;
    if (given == nullptr || !read(*given, name, problems)) return;
    if (cap::zone::is_known(name))
        into.zone = cap::zone(name);
    else
        problems.error(given->at, "expected an IANA time zone such as America/Los_Angeles");
}

}  // namespace

void read_buyer(const node& root, std::string_view, draft& into) {
    const mapping at(root, {"buyer", "currency", "zone", "group", "connections", "orders"},
                     into.problems,
                     {"keys", "returns", "balance", "prepaid", "webhooks", "duplicates"});
    plan::buyer buyer;
    const auto number = static_cast<plan::buyer_number>(into.plan->buyers.size());
    if (at.required("buyer", buyer.name, a_name))
        into.buyers.add(*at.find("buyer"), number, into.problems);
    at.required("currency", buyer.currency, a_currency);
    read_zone(at, buyer, into.problems);
    at.optional("group", buyer.group, a_name);
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
}

}  // namespace pointsman::yaml
