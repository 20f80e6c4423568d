#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>

// The configuration of the tests' market: one vertical ("auto"), one tree ("main": one auction),
// the sellers "acme" and "zenith" (80 % of the price), and buyers as each test wants them.
namespace pointsman::integration {

inline constexpr const char* acme_key = "acme-secret-key-0001";
inline constexpr const char* zenith_key = "zenith-secret-key-0001";
inline constexpr const char* admin_key = "admin-secret-key-0001";
inline constexpr const char* northstar_key = "northstar-own-key-0001";
inline constexpr const char* plainview_key = "plainview-own-key-0001";

// Two I/O threads, free ports, small limits of time. `tls`: both listeners with certificate.pem and
// key.pem in the folder.
std::string server_yaml(bool tls = false);
std::string vertical_yaml();
std::string tree_yaml(const std::string& deadline = "3s");
std::string seller_yaml(const std::string& name);

// A buyer with one connection and one order, both named like it. It is asked at /NAME/ping and
// /NAME/post.
struct buyer_setup {
    std::string name{};
    std::uint16_t port = 0;
    std::string ping_timeout = "1s";
    std::string post_timeout = "1s";
    std::string no_answer = "hold";
    std::string accepts{};  // a rule; none: every lead
    std::string caps{};     // a list; none: no caps
    bool paused = false;
    std::string returns{};       // its contract; then its key is that of its name
    std::string webhook_file{};  // in the folder, with its webhook's secret
    std::string calls{};         // void_notice, status, repost: lines of the connection
    std::string more{};          // further keys of the buyer, as lines
    bool names_price = false;    // its accept may name one, as `price`
};

std::string buyer_yaml(const buyer_setup& how);

// A lead of California that anybody would buy. Each has a `ref` of its own: the same request again
// would be answered as the first.
nlohmann::json good_lead();

}  // namespace pointsman::integration
