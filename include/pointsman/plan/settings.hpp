#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/strict_json.hpp>
#include <pointsman/base/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::plan {

using namespace std::chrono_literals;

struct tls_files {
    std::string certificate;  // PEM chain
    std::string key;          // PEM
};

struct listener {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one
    std::optional<tls_files> tls;
};

// An address block that may be private, e.g. 127.0.0.0/8.
struct network {
    std::string address;
    unsigned prefix_length = 0;
};

// Every named limit, with the default that server.yaml's `limits:` may change.
struct server_limits {
    // A seller's request.
    std::size_t header_bytes = std::size_t{8} << 10;
    std::size_t header_count = 100;
    std::size_t target_bytes = std::size_t{2} << 10;
    std::size_t body_bytes = std::size_t{64} << 10;
    base::json_limits json;
    base::duration header_time = 5s;  // absolute, from the first byte
    base::duration body_time = 10s;   // absolute, from the end of the header
    base::duration idle_time = 30s;   // a kept-alive connection without a request
    base::duration write_time = 10s;  // the seller reading our answer
    std::size_t connections = 4096;   // per listener
    std::size_t connections_per_address = 512;
    std::size_t leads_in_flight = 2000;   // per server; more get 503
    std::size_t unknown_posts = 100'000;  // waiting to be settled; as many stop new leads with 503
    std::size_t unknown_posts_per_buyer = 10'000;  // as many, and the buyer is not asked any more
    std::size_t follow_ups_per_buyer = 4;          // status asks, re-posts and notices at a time
    // A buyer's reply and our lines to buyers.
    std::size_t reply_bytes = std::size_t{64} << 10;
    std::size_t reply_header_bytes = std::size_t{8} << 10;
    std::size_t connections_per_buyer = 64;  // per I/O thread and host
    std::size_t calls_waiting_per_buyer = 256;
    base::duration post_reuse_idle = 2s;  // a post goes only over a connection idle for less
    base::duration buyer_idle_time = 30s;
    base::duration address_ttl = 60s;  // how long a resolved address is used
    // The journal.
    std::size_t journal_records = 20'000;  // waiting to be written; more get 503
    std::size_t batch_records = 512;
    base::duration journal_stall = 2s;  // the oldest uncommitted batch older than this: 503
    base::duration stop_time = 30s;     // graceful stop: leads in flight may take this long
};

// server.yaml. Read once at start; a reload changes everything else.
struct settings {
    listener sellers;
    listener admin;
    std::vector<base::digest> admin_keys;  // SHA-256
    std::string database_url;
    base::secret_key personal_data_key{};  // SHA-256 of the configured text
    std::size_t threads = 0;               // 0: auto = one per core, less one for PostgreSQL
    std::vector<network> private_networks;
    std::string buyer_ca_file;  // PEM; empty: the system's
    server_limits limits;
    std::string log_level = "info";
};

}  // namespace pointsman::plan
