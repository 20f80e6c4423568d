#include "traffic_mix.hpp"

#include <array>
#include <set>
#include <span>

namespace pointsman::sandbox {
namespace {

struct share {
    double weight;
    const char* seller;
    const char* source;
};

constexpr std::array auto_insurance_traffic = {
    share{0.22, "acme_media", "site-1"},  share{0.16, "acme_media", "site-4"},
    share{0.12, "acme_media", "site-7"},  share{0.03, "acme_media", "site-9"},
    share{0.17, "brightpath", "search"},  share{0.12, "brightpath", "social"},
    share{0.12, "quotewell", "homepage"}, share{0.06, "quotewell", "partner-3"}};

constexpr std::array home_services_traffic = {
    share{0.30, "acme_media", "site-2"}, share{0.18, "acme_media", "site-5"},
    share{0.30, "brightpath", "search"}, share{0.22, "quotewell", "homepage"}};

constexpr std::array personal_loan_traffic = {
    share{0.42, "cashroad", "search"}, share{0.26, "cashroad", "email"},
    share{0.04, "cashroad", "sms"}, share{0.16, "quotewell", "homepage"},
    share{0.12, "quotewell", "partner-3"}};

std::span<const share> traffic_of(market which) {
    switch (which) {
        case market::auto_insurance: return auto_insurance_traffic;
        case market::home_services: return home_services_traffic;
        case market::personal_loan: return personal_loan_traffic;
    }
    return {};
}

}  // namespace

origin draw_origin(market which, random& dice) {
    const auto traffic = traffic_of(which);
    double point = dice.unit();
    for (const share& part : traffic) {
        if (point < part.weight) return {part.seller, part.source};
        point -= part.weight;
    }
    return {traffic.back().seller, traffic.back().source};
}

std::vector<std::string> sellers_of(const std::vector<market>& markets) {
    std::set<std::string> sellers;
    for (const market which : markets)
        for (const share& part : traffic_of(which)) sellers.insert(part.seller);
    return {sellers.begin(), sellers.end()};
}

}  // namespace pointsman::sandbox
