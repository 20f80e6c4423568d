#pragma once

#include <pointsman/base/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// How the stub buyers behave: config/sandbox.yaml as values. Prices are doubles here because they
// are only drawn, never booked; what goes over the wire is money with two decimals.
namespace pointsman::sandbox {

struct fixed_price {
    double amount = 0;
};

struct uniform_price {
    double least = 0;
    double most = 0;
};

struct lognormal_price {
    double median = 0;
    double sigma = 0;
};

using price_manner = std::variant<fixed_price, uniform_price, lognormal_price>;

// Lognormal, plus an exponential tail that a share of the answers has on top.
struct latency_manner {
    double median_ms = 40;
    double sigma = 0.4;
    double tail_share = 0;
    double tail_ms = 0;  // its mean
};

// What may happen to an answer.
enum class mood {
    normal,
    hang,        // the request is read, nothing is ever answered
    close,       // the connection is closed without an answer
    status_500,  // an error page
    garbage,     // half a JSON document, or bytes that are not HTTP
    drip,        // the right answer, a byte every 50 ms
    oversized,   // the right answer, followed by a megabyte of blanks
};

inline constexpr std::array all_moods = {mood::normal,     mood::hang,    mood::close,
                                         mood::status_500, mood::garbage, mood::drip,
                                         mood::oversized};
std::string_view to_text(mood which);
std::optional<mood> parse_mood(std::string_view text);

// The probability of each mood by its place in the enum; what is left over is normal.
using mood_shares = std::array<double, all_moods.size()>;

// Templates: "$price", "$reference" and "$reason" are filled in.
struct ping_manner {
    double bids = 0.6;  // the share of pings answered with a bid
    price_manner price = fixed_price{10};
    latency_manner latency;
    mood_shares moods{};
    std::string bid;
    std::string declined;
};

struct post_manner {
    double accepts = 0.93;
    latency_manner latency;
    mood_shares moods{};
    std::string accepted;
    std::string rejected;
    std::vector<std::string> reasons = {"not interested"};
};

struct buyer_profile {
    std::string name;
    std::uint16_t port = 0;
    std::string price_field;          // where a direct post names its price; empty: nowhere
    std::optional<ping_manner> ping;  // without: a buyer of direct posts
    post_manner post;
};

struct sandbox_profile {
    std::uint64_t seed = 1;
    double common_sigma = 0.25;  // how alike all buyers value one lead
    std::vector<buyer_profile> buyers;
};

// Reads sandbox.yaml, or says what is wrong: "sandbox.yaml:12: ...". Unknown keys are wrong.
base::result<sandbox_profile, std::string> read_sandbox_profile(const std::filesystem::path& file);
base::result<sandbox_profile, std::string> parse_sandbox_profile(const std::string& yaml);

}  // namespace pointsman::sandbox
