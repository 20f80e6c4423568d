#include <pointsman/base/text.hpp>
#include <pointsman/sandbox/verification.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace pointsman::sandbox {
namespace {

// Shorter numbers, such as an age, are no secret.
constexpr std::size_t shortest_number = 8;

using personal_values = std::map<std::string, std::string>;

std::string digits_of(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits),
                         [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

bool is_number_like(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return std::string_view("0123456789 +-().").contains(c) || c == '/'; });
}

// The same value in whatever case; phones with or without country code, dates with the year first
// or last.
bool shows(std::string_view sent, std::string_view personal) {
    if (base::to_lower(sent) == base::to_lower(personal)) return true;
    if (!is_number_like(sent) || !is_number_like(personal)) return false;
    const std::string secret = digits_of(personal);
    const std::string seen = digits_of(sent);
    if (secret.size() < shortest_number) return false;
    return seen == secret || "1" + seen == secret || seen == secret.substr(4) + secret.substr(0, 4);
}

}  // namespace

std::vector<disagreement> check_privacy(const evidence& all) {
    std::vector<disagreement> found;
    std::map<std::string, const personal_values*> by_lead;
    for (const seller_answer& told : all.sellers)
        if (!told.lead_id.empty()) by_lead[told.lead_id] = &told.personal;
    for (const buyer_request& request : all.buyers) {
        const auto person = by_lead.find(request.lead_id);
        if (request.is_post || person == by_lead.end()) continue;
        for (const auto& [name, sent] : request.values)
            for (const auto& [field, value] : *person->second)
                if (shows(sent, value))
                    found.push_back({"privacy", request.lead_id,
                                     fmt::format("the ping of {} carries {} as \"{}\"",
                                                 request.order, field, name)});
    }
    return found;
}

}  // namespace pointsman::sandbox
