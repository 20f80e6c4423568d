#include <pointsman/base/crypto.hpp>
#include <pointsman/base/text.hpp>
#include <pointsman/duplicate/suppression.hpp>

#include <algorithm>
#include <cassert>
#include <utility>

namespace pointsman::duplicate {
namespace {

using entry = suppressed_values::entry;

// The whole of an MD5, the first half of a SHA-256: no two values of any list will ever share it.
entry front_of(std::span<const std::uint8_t> hash) {
    entry made{};
    std::ranges::copy(hash.first(made.size()), made.begin());
    return made;
}

// "+12025550123", "12025550123", "2025550123".
bool holds_phone(const suppressed_values& values, std::string_view phone, hashing how) {
    for (std::size_t left_out = 0; left_out <= 2; ++left_out) {
        if (phone.size() > left_out && values.contains(entry_of(phone.substr(left_out), how)))
            return true;
    }
    return false;
}

bool holds(const suppression& list, lead::field_type type, const lead::value& value) {
    if (!lead::is_present(value)) return false;
    const std::string text = lead::to_text(value);
    if (type == lead::field_type::phone && list.hashed != hashing::none)
        return holds_phone(list.values, text, list.hashed);
    return list.values.contains(entry_of(text, list.hashed));
}

}  // namespace

std::string_view to_text(hashing how) {
    switch (how) {
        case hashing::none: return "none";
        case hashing::sha256: return "sha256";
        case hashing::md5: return "md5";
    }
    return "none";
}

suppressed_values::suppressed_values(std::vector<entry> entries) : entries_(std::move(entries)) {
    std::ranges::sort(entries_);
    const auto repeated = std::ranges::unique(entries_);
    entries_.erase(repeated.begin(), repeated.end());
    entries_.shrink_to_fit();
}

bool suppressed_values::contains(const entry& one) const {
    return std::ranges::binary_search(entries_, one);
}

entry entry_of(std::string_view normal_value, hashing how) {
    if (how == hashing::md5) return front_of(*base::from_hex(base::md5_hex(normal_value)));
    return front_of(base::sha256(normal_value));
}

std::optional<entry> read_entry(std::string_view line, hashing how) {
    assert(how != hashing::none);
    const std::size_t digits = how == hashing::sha256 ? 64 : 32;
    if (line.size() != digits) return std::nullopt;
    const auto bytes = base::from_hex(line);
    if (!bytes) return std::nullopt;
    return front_of(*bytes);
}

std::optional<suppressed> find_suppressed(std::span<const suppression> lists,
                                          const lead::catalogue& fields, const lead::values& lead) {
    for (std::uint32_t number = 0; number < lists.size(); ++number) {
        for (const lead::field_number field : lists[number].fields) {
            if (holds(lists[number], fields.at(field).type, lead.at(field)))
                return suppressed{field, number};
        }
    }
    return std::nullopt;
}

}  // namespace pointsman::duplicate
