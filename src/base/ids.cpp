#include <pointsman/base/ids.hpp>

#include <pointsman/base/text.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <vector>

namespace pointsman::base {

namespace {

constexpr std::size_t text_length = 36;
constexpr std::array<std::size_t, 4> dash_positions = {8, 13, 18, 23};
constexpr std::int64_t max_ms = (std::int64_t{1} << 48) - 1;
constexpr std::uint32_t max_counter = 0xFFF;
constexpr std::uint32_t first_counter_mask = 0x7FF;  // leaves at least 2048 steps of headroom

constexpr bool is_dash_position(std::size_t position) {
    return std::ranges::find(dash_positions, position) != dash_positions.end();
}

constexpr std::uint8_t low_byte(std::uint64_t number) {
    return static_cast<std::uint8_t>(number & 0xFF);
}

// RFC 9562, 5.7: unix_ts_ms (48) | version 7 (4) | rand_a (12) | variant 0b10 (2) | rand_b (62).
uuid uuid_v7(std::uint64_t ms, std::uint32_t rand_a, std::uint64_t rand_b) {
    const std::uint64_t high = (ms << 16) | (std::uint64_t{7} << 12) | rand_a;
    const std::uint64_t low = (std::uint64_t{2} << 62) | (rand_b >> 2);
    uuid id;
    for (std::size_t i = 0; i < 8; ++i) {
        id.bytes[i] = low_byte(high >> (56 - 8 * i));
        id.bytes[8 + i] = low_byte(low >> (56 - 8 * i));
    }
    return id;
}

}  // namespace

std::string to_text(const uuid& id) {
    std::string text = to_hex(id.bytes);
    for (const std::size_t position : dash_positions) text.insert(position, 1, '-');
    return text;
}

std::optional<uuid> parse_uuid(std::string_view text) {
    if (text.size() != text_length) return std::nullopt;
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_dash_position(i))
            digits += text[i];
        else if (text[i] != '-')
            return std::nullopt;
    }
    const std::optional<std::vector<std::uint8_t>> bytes = from_hex(digits);
    if (!bytes) return std::nullopt;
    uuid id;
    std::ranges::copy(*bytes, id.bytes.begin());
    return id;
}

uuid_source::uuid_source(std::uint64_t seed) : random_(seed) {}

uuid uuid_source::next(wall_time now) {
    const std::int64_t now_ms =
        std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
    const std::lock_guard lock(mutex_);
    const bool same_ms = now_ms <= latest_ms_;
    if (same_ms && counter_ < max_counter) {
        ++counter_;
    } else {
        latest_ms_ = std::min(same_ms ? latest_ms_ + 1 : now_ms, max_ms);
        counter_ = static_cast<std::uint32_t>(random_() & first_counter_mask);
    }
    return uuid_v7(static_cast<std::uint64_t>(latest_ms_), counter_, random_());
}

}  // namespace pointsman::base

std::size_t std::hash<pointsman::base::lead_id>::operator()(
    const pointsman::base::lead_id& id) const noexcept {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::memcpy(&high, id.value.bytes.data(), sizeof high);
    std::memcpy(&low, id.value.bytes.data() + sizeof high, sizeof low);
    return static_cast<std::size_t>(high ^ low);
}
