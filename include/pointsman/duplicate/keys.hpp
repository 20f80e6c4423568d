#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/duplicate/rule.hpp>
#include <pointsman/lead/lead.hpp>

#include <optional>
#include <span>
#include <vector>

// Keyed hashes in place of personal data: HMAC-SHA-256 under the master key over field types and
// normal values. Nothing of the vertical goes in, not even the field's name, so the same phone has
// the same key everywhere. ASCII case is left out of the comparison; the order of fields too, but
// for fields of one type.
namespace pointsman::duplicate {

struct lead_keys {
    std::vector<std::vector<base::digest>> by_rule;  // in the order of the rules
    std::vector<base::digest> looked_up;  // all of by_rule, sorted, each once: what to look for
    std::vector<base::digest> kept;       // those and the ones that other verticals' rules ask for,
                                          // sorted, each once: what to be found by
};

// The keys of one definition: at most one for `all`, at most one a field for `any`. A field that
// the lead does not carry makes no key.
std::vector<base::digest> make_keys(const key_fields& of, const lead::catalogue& fields,
                                    const lead::values& lead, const base::secret_key& master_key);

// The keys of a lead. `also_kept` are definitions that this vertical's own rules do not have.
lead_keys keys_of(std::span<const rule> rules, std::span<const key_fields> also_kept,
                  const lead::catalogue& fields, const lead::values& lead,
                  const base::secret_key& master_key);

// True for the types that can tell one person from another by themselves (phone, email, text, url,
// ip); a ZIP code, a date or a choice only narrow down.
bool can_identify(lead::field_type type);

// The same definition in another vertical: its fields of the same names and types. Nothing when one
// of them is not there.
std::optional<key_fields> translated(const key_fields& of, const lead::catalogue& from,
                                     const lead::catalogue& to);

}  // namespace pointsman::duplicate
