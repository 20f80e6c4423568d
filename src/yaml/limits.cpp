#include "limits.hpp"

#include "mapping.hpp"

#include <limits>

namespace pointsman::yaml {

namespace {

using namespace std::chrono_literals;
using plan::server_limits;

struct size_limit {
    std::string_view name;
    std::size_t server_limits::* member;
    size_range range;
};

struct time_limit {
    std::string_view name;
    base::duration server_limits::* member;
    time_range range;
};

constexpr std::size_t kib = 1 << 10;
constexpr std::size_t mib = 1 << 20;

constexpr std::array size_limits{
    size_limit{"header_bytes", &server_limits::header_bytes, {kib, 64 * kib}},
    size_limit{"header_count", &server_limits::header_count, {8, 1000}},
    size_limit{"target_bytes", &server_limits::target_bytes, {128, 16 * kib}},
    size_limit{"body_bytes", &server_limits::body_bytes, {kib, mib}},
    size_limit{"connections", &server_limits::connections, {1, 100'000}},
    size_limit{"connections_per_address", &server_limits::connections_per_address, {1, 100'000}},
    size_limit{"leads_in_flight", &server_limits::leads_in_flight, {1, 100'000}},
    size_limit{"unknown_posts", &server_limits::unknown_posts, {1, 10'000'000}},
    size_limit{"unknown_posts_per_buyer", &server_limits::unknown_posts_per_buyer, {1, 10'000'000}},
    size_limit{"follow_ups_per_buyer", &server_limits::follow_ups_per_buyer, {1, 1000}},
    size_limit{"reply_bytes", &server_limits::reply_bytes, {kib, mib}},
    size_limit{"reply_header_bytes", &server_limits::reply_header_bytes, {kib, 64 * kib}},
    size_limit{"connections_per_buyer", &server_limits::connections_per_buyer, {1, 10'000}},
    size_limit{"calls_waiting_per_buyer", &server_limits::calls_waiting_per_buyer, {1, 100'000}},
    size_limit{"journal_records", &server_limits::journal_records, {100, 1'000'000}},
    size_limit{"batch_records", &server_limits::batch_records, {1, 10'000}}};

constexpr std::array time_limits{
    time_limit{"header_time", &server_limits::header_time, {100ms, 5min}},
    time_limit{"body_time", &server_limits::body_time, {100ms, 5min}},
    time_limit{"idle_time", &server_limits::idle_time, {100ms, 1h}},
    time_limit{"write_time", &server_limits::write_time, {100ms, 5min}},
    time_limit{"post_reuse_idle", &server_limits::post_reuse_idle, {0s, 1min}},
    time_limit{"buyer_idle_time", &server_limits::buyer_idle_time, {0s, 1h}},
    time_limit{"address_ttl", &server_limits::address_ttl, {0s, 1h}},
    time_limit{"journal_stall", &server_limits::journal_stall, {100ms, 1min}},
    time_limit{"stop_time", &server_limits::stop_time, {0s, 10min}}};

void read_json_limits(const node& given, base::json_limits& into, report& problems) {
    const mapping at(given, {"depth", "members", "string_bytes"}, problems);
    at.optional("depth", into.depth, size_range{2, 64});
    at.optional("members", into.members, size_range{16, 10'000});
    at.optional("string_bytes", into.string_bytes, size_range{64, 256 * kib});
}

}  // namespace

void read_limits(const node& given, server_limits& into, report& problems) {
    const mapping at(given,
                     {"header_bytes",
                      "header_count",
                      "target_bytes",
                      "body_bytes",
                      "json",
                      "header_time",
                      "body_time",
                      "idle_time",
                      "write_time",
                      "connections",
                      "connections_per_address",
                      "leads_in_flight",
                      "unknown_posts",
                      "unknown_posts_per_buyer",
                      "follow_ups_per_buyer",
                      "reply_bytes",
                      "reply_header_bytes",
                      "connections_per_buyer",
                      "calls_waiting_per_buyer",
                      "post_reuse_idle",
                      "buyer_idle_time",
                      "address_ttl",
                      "journal_records",
                      "batch_records",
                      "journal_stall",
                      "stop_time"},
                     problems);
    for (const size_limit& each : size_limits)
        at.optional(each.name, into.*each.member, each.range);
    for (const time_limit& each : time_limits)
        at.optional(each.name, into.*each.member, each.range);
    if (const node* json = at.find("json")) read_json_limits(*json, into.json, problems);
}

}  // namespace pointsman::yaml
