#include "reply_price.hpp"

#include <pointsman/base/text.hpp>

namespace pointsman::protocol {

base::result<std::optional<base::money>, std::string> price_at(
    const nlohmann::json::json_pointer& path, const reply_document& answer) {
    if (!answer.is_json()) return base::failure(answer.json_problem());
    if (!answer.has(path)) return std::nullopt;
    const auto text = answer.text_at(path);
    const auto price = text ? base::parse_money(base::trimmed(*text)) : std::nullopt;
    if (!price) return base::failure<std::string>("the price is not an amount");
    if (*price > max_bid_price) return base::failure<std::string>("the price is beyond all sense");
    return price;
}

}  // namespace pointsman::protocol
