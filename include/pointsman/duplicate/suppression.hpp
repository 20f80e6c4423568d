#pragma once

#include <pointsman/lead/lead.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Consumers who must not be sold: lists of phones, e-mail addresses or whatever else tells people
// apart, in plain or hashed by those who gave them.
namespace pointsman::duplicate {

enum class hashing { none, sha256, md5 };

std::string_view to_text(hashing how);

// A set of values as sorted hashes of 16 bytes each: the first half of a SHA-256, or an MD5. Plain
// values are hashed too, which makes them small and keeps them out of memory dumps. Immutable once
// made; safe to share.
class suppressed_values {
public:
    using entry = std::array<std::uint8_t, 16>;

    suppressed_values() = default;

    // Values in any order, repetitions allowed.
    explicit suppressed_values(std::vector<entry> entries);

    std::size_t size() const { return entries_.size(); }

    bool contains(const entry& one) const;

private:
    std::vector<entry> entries_;
};

// The entry of a value in its normal form.
suppressed_values::entry entry_of(std::string_view normal_value, hashing how);

// The entry that a hashed list's line stands for; nothing when it is not hexadecimal of the right
// length (64 digits for SHA-256, 32 for MD5). Precondition: `how` is not none.
std::optional<suppressed_values::entry> read_entry(std::string_view line, hashing how);

struct suppression {
    std::vector<lead::field_number> fields;  // of one type
    std::string file;                        // "lists/do_not_contact.txt"
    hashing hashed = hashing::none;
    suppressed_values values;
};

struct suppressed {
    lead::field_number field = 0;
    std::uint32_t list = 0;  // its place among the suppressions
};

// The first list that holds the value of one of its fields. Missing values are in no list. A phone
// is looked up in hashed lists as +12025550123, 12025550123 and 2025550123, since those who hash
// numbers do not agree on one form.
std::optional<suppressed> find_suppressed(std::span<const suppression> lists,
                                          const lead::catalogue& fields, const lead::values& lead);

}  // namespace pointsman::duplicate
