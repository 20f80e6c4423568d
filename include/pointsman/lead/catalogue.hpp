#pragma once

#include <pointsman/lead/value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pointsman::lead {

enum class field_type {
    us_zip,    // "90210"; ZIP+4 is cut to it, a JSON integer of five digits taken too
    us_state,  // two letters, upper case: states, DC, inhabited territories, military (AA, AE, AP)
    integer,   // 64 bits
    decimal,   // millionths
    boolean,   // true/false; also the texts true/false, yes/no, 1/0
    date,      // YYYY-MM-DD
    enumeration,  // one of `values`, without regard to ASCII case; stored as `values` spells it
    text,         // clean UTF-8, trimmed, not empty, at most max_length bytes
    email,        // lower case
    phone,        // NANP number, stored as E.164 "+12025550123"
    url,          // http or https
    ip,           // IPv4 or IPv6
};

// The name used in YAML ("us_zip", "enum" for enumeration), and back.
std::string_view to_text(field_type type);
std::optional<field_type> parse_field_type(std::string_view text);

enum class required_at { never, ping, post };

using field_number = std::uint16_t;

// Every member has an initialiser so that designated ones may leave any out.
struct field {
    std::string name = {};
    field_type type = field_type::text;
    required_at required = required_at::never;
    bool personal = false;                 // never in a ping, a log or a plain column
    std::optional<std::int64_t> min = {};  // integers; for decimals in millionths
    std::optional<std::int64_t> max = {};
    std::size_t max_length = 256;          // bytes, for text, email and url
    std::vector<std::string> values = {};  // for enumerations

    // Computed from that field when the seller leaves this one out.
    std::optional<field_number> derived_from = {};
};

// The fields of one vertical, in the order in which the YAML names them. Immutable once made.
class catalogue {
public:
    static constexpr std::size_t max_fields = 512;

    catalogue() = default;

    // Precondition: names are unique, at most max_fields of them (the YAML reader has checked
    // both).
    explicit catalogue(std::vector<field> fields);

    std::size_t size() const { return fields_.size(); }

    const field& at(field_number number) const { return fields_.at(number); }

    const std::vector<field>& fields() const { return fields_; }

    std::optional<field_number> find(std::string_view name) const;

private:
    std::vector<field> fields_;
    std::unordered_map<std::string, field_number> numbers_;
};

// The combinations that can be computed: us_state from us_zip, and an integer (age in whole years
// at the time of submission) from a date. The YAML reader refuses every other `derive`.
bool can_derive(field_type to, field_type from);

}  // namespace pointsman::lead
