#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/protocol/spec.hpp>

#include <map>
#include <optional>
#include <string>
#include <variant>

namespace pointsman::protocol {

// A buyer's reply as it came: hostile until interpreted.
struct reply {
    int status = 0;
    std::string body;
};

// The longest text kept from a reply (reason, reference, redirect...); longer ones are cut.
inline constexpr std::size_t max_reply_text_bytes = 1024;

struct bid {
    base::money price;
    std::optional<base::duration> expires_after;
    std::map<std::string, std::string> captured;
};

struct declined {
    std::string reason;
};

// The buyer said that it failed, or answered a status other than 2xx that no condition names.
struct ping_failed {
    std::string what;
};

// Not understood: not JSON, a bid without a price that money's grammar takes, ...
struct bad_reply {
    std::string what;
};

using ping_answer = std::variant<bid, declined, ping_failed, bad_reply>;

// Pure; never throws. A price of zero is a decline.
ping_answer interpret_ping(const ping_reply_spec& spec, const reply& answer);

struct accepted {
    std::string reference;
    std::string redirect_url;  // empty unless http or https
};

struct rejected {
    std::string reason;
    refusal_class why = refusal_class::other;
};

// The buyer may own the lead. Never to be taken for a reject.
struct not_understood {
    std::string what;
};

using post_answer = std::variant<accepted, rejected, not_understood>;

// An accept only by accepted_when, a reject only by rejected_when or `otherwise: rejected`; a 5xx status matches neither
// unless the condition names it. Pure; never throws.
post_answer interpret_post(const post_reply_spec& spec, const reply& answer);

}  // namespace pointsman::protocol
