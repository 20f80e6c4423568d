#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/lead/catalogue.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// A buyer's wire format as data: what the YAML of a connection says, checked, with names resolved.
// Immutable.
namespace pointsman::protocol {

enum class body_format { json, form };

// What may be done to a field's text before it is sent, in the order given: each works on what the
// one before it left, the first on the field's normal form (lead::to_text). So `sha256` of a phone
// is that of its E.164 form "+12025550123", and [national, sha256] that of "2025550123". A
// transform that does not fit the text yields nothing, and then nothing is sent.
enum class transform_kind {
    lower,
    upper,
    digits,     // only the digits: "+12025550123" -> "12025550123"
    national,   // a NANP phone without country code: "2025550123"
    area_code,  // "202"                                              masks personal data
    sha256,     // lower-case hex of the SHA-256 of the text          masks personal data
    md5,        // the same with MD5, because buyers ask for it       masks personal data
    domain,     // what follows the "@" of an e-mail address          masks personal data
    year,       // of a date                                          masks personal data
    zip3,       // the first three digits of a ZIP code
    date,       // a date in another form: strftime pattern in `argument`
};

struct transform {
    transform_kind kind = transform_kind::lower;
    std::string argument;
};

inline constexpr std::size_t max_date_pattern_bytes = 64;

// "sha256" or "date:%m/%d/%Y"; nothing for a name that does not exist, or a pattern that is too
// long, has no conversion or one that needs more than a date (%%, %Y %y %m %d %e %j %b %B %a %A %F
// %D are known, in English).
std::optional<transform> parse_transform(std::string_view text);

// True if what comes out no longer tells who the person is.
bool masks_personal_data(transform_kind kind);

// Facts about the walk that a buyer may want to have.
enum class fact { lead_id, offer_id, order, seller, source, price, test, received_at };
std::optional<fact> parse_fact(std::string_view text);

// One name-value pair of a request. `as` may be a dotted path ("contact.email"), which nests in
// JSON and stays as it is in a form. Numbers and booleans stay so in JSON unless a transform or
// value map made them texts.
struct send_field {
    lead::field_number field = 0;
    std::string as;
    // Applied first, to the normal form; a value that is not in the map stays as it is.
    std::vector<std::pair<std::string, std::string>> values;
    std::vector<transform> with;
};

struct send_constant {
    nlohmann::json constant;
    std::string as;
};

// A text captured from this buyer's ping reply, by its name in reply_spec::captures ("reference"
// among them).
struct send_captured {
    std::string captured;
    std::string as;
};

struct send_fact {
    protocol::fact fact = fact::lead_id;
    std::string as;
};

// Every present field under its own name (in a ping: only those that are not personal), but for
// names that another item of the same request sends.
struct send_all {};

using send_item = std::variant<send_field, send_constant, send_captured, send_fact, send_all>;

// Under which name the item is sent; null for `all`.
const std::string* name_of(const send_item& item);

struct request_spec {
    std::string url;  // http or https
    body_format body = body_format::json;
    base::duration timeout = std::chrono::seconds(1);
    base::duration min_time = std::chrono::milliseconds(50);  // not called with less than this left
    std::vector<std::pair<std::string, std::string>> headers;  // values with secrets filled in
    std::vector<send_item> send;
};

// True when every part that is given holds; a condition without any part never is. A path is a JSON
// pointer (RFC 6901) and needs a JSON body; a value is compared as text; a path alone asks for
// presence.
struct condition {
    std::optional<nlohmann::json::json_pointer> path;
    std::vector<std::string> is_one_of;  // `is: x` or `in: [x, y]`
    std::optional<bool> present;         // null counts as absent
    std::vector<int> statuses;           // HTTP statuses; empty: any
};

struct capture {
    std::string name;
    nlohmann::json::json_pointer path;
};

struct ping_reply_spec {
    std::optional<condition> error_when;  // looked at first -> ping_error
    condition bid_when;
    std::optional<condition> declined_when;  // if given, what matches neither is bad_reply
    nlohmann::json::json_pointer price;
    std::optional<nlohmann::json::json_pointer> expires_s;
    std::optional<nlohmann::json::json_pointer> reason;
    std::vector<capture> captures;  // "reference" and any others
};

// Why a buyer refused a full lead, by texts that occur in its reason (ASCII case does not matter).
enum class refusal_class { duplicate, quality, cap, price, other };
std::string_view to_text(refusal_class which);

struct post_reply_spec {
    condition accepted_when;
    std::optional<condition> rejected_when;
    bool otherwise_rejected =
        false;  // `otherwise: rejected`; without it, what matches nothing is unknown
    std::optional<nlohmann::json::json_pointer> reason;
    std::optional<nlohmann::json::json_pointer> redirect;
    std::optional<nlohmann::json::json_pointer> reference;
    // Where the contract takes the post's price: what the buyer pays in the end.
    std::optional<nlohmann::json::json_pointer> price = {};
    std::vector<std::pair<refusal_class, std::string>> classes;
    std::optional<condition> unknown_when;  // looked at first; of a status query's reply only
};

}  // namespace pointsman::protocol
