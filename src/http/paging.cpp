#include "paging.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/engine/settlement.hpp>

#include <fmt/format.h>

#include <utility>

namespace pointsman::http {

base::result<page, std::string> read_page(std::string_view query) {
    page asked;
    if (query.empty()) return asked;
    for (const std::string_view pair : base::split(query, '&')) {
        const std::size_t equals = pair.find('=');
        const std::string_view name = pair.substr(0, equals);
        auto value = equals == pair.npos ? std::optional<std::string>()
                                         : base::form_decode(pair.substr(equals + 1));
        if ((name != "after" && name != "limit") || !value)
            return base::failure<std::string>("the list is asked for with ?after=...&limit=...");
        if (name == "after") {
            if (!value->empty() && !engine::parse_offer_id(*value))
                return base::failure<std::string>("after must be an offer_id of the list");
            asked.after = *std::move(value);
            continue;
        }
        const auto limit = base::parse_integer(*value);
        if (!limit || *limit < 1 || *limit > static_cast<std::int64_t>(largest_page))
            return base::failure(fmt::format("limit must be 1 to {}", largest_page));
        asked.limit = static_cast<std::size_t>(*limit);
    }
    return asked;
}

}  // namespace pointsman::http
