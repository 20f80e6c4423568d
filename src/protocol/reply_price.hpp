#pragma once

#include "reply_document.hpp"

#include <pointsman/base/money.hpp>
#include <pointsman/base/result.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace pointsman::protocol {

// The amount that a reply names at `path`; nothing where nothing stands there. The error says why
// it cannot be read: the body is not JSON, what stands there is no amount, or it is beyond all
// sense (max_bid_price).
base::result<std::optional<base::money>, std::string> price_at(
    const nlohmann::json::json_pointer& path, const reply_document& answer);

}  // namespace pointsman::protocol
