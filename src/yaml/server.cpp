#include "address.hpp"
#include "kinds.hpp"
#include "limits.hpp"
#include "mapping.hpp"
#include "secrets.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>

namespace pointsman::yaml {

namespace {

constexpr whole_range thread_counts{1, 256};

constexpr std::array<choice<std::string_view>, 5> log_levels{{{"trace", "trace"},
                                                              {"debug", "debug"},
                                                              {"info", "info"},
                                                              {"warn", "warn"},
                                                              {"error", "error"}}};

void read_tls(const node& given, std::optional<plan::tls_files>& into, report& problems) {
    const mapping at(given, {"certificate", "key"}, problems);
    plan::tls_files files;
    const bool has_certificate = at.required("certificate", files.certificate);
    if (at.required("key", files.key) && has_certificate) into = std::move(files);
}

void read_listener(const mapping& at, plan::listener& into, report& problems) {
    std::string address;
    if (at.required("address", address)) {
        if (const auto parsed = parse_listener(address))
            into = *parsed;
        else
            problems.error(at.find("address")->at,
                           "expected an IP address and a port: 127.0.0.1:8080 or [::1]:8080");
    }
    if (const node* tls = at.find("tls")) read_tls(*tls, into.tls, problems);
}

// Both of libpq's forms: postgresql://user:password@host/name and "host=... password=...".
bool holds_password(const std::string& database) {
    const std::string text = base::to_lower(database);
    if (text.contains("password")) return true;
    const std::size_t scheme = text.find("://");
    if (scheme == std::string::npos) return false;
    const std::size_t start = scheme + 3;
    const std::size_t at = text.find('@', start);
    return at != std::string::npos && text.substr(start, at - start).contains(':');
}

void read_database(const node& given, draft& into) {
    const std::optional<filled_text> url = read_text_or_secret(given, into);
    if (!url) return;
    if (!holds_secret(given) && holds_password(url->text))
        into.problems.error(given.at,
                            "a password must not stand in the file; write the whole URL as "
                            "${env:NAME} or ${file:PATH}");
    into.settings.database_url = url->text;
}

void read_personal_data_key(const node& given, draft& into) {
    const std::optional<filled_text> key = read_secret(given, into);
    if (!key || !key->known) return;
    constexpr std::size_t short_personal_key_bytes = 32;
    if (key->text.size() < short_personal_key_bytes)
        into.problems.warning(given.at,
                              fmt::format("this key is shorter than {} bytes and might be "
                                          "guessed",
                                          short_personal_key_bytes));
    into.settings.personal_data_key = base::sha256(key->text);
}

void read_threads(const node& given, draft& into) {
    std::int64_t count = 0;
    if (given.is_scalar() && given.text == "auto") return;
    if (!plain_integer(given))
        into.problems.error(given.at, "expected auto or a number of threads");
    else if (read(given, count, thread_counts, into.problems))
        into.settings.threads = static_cast<std::size_t>(count);
}

void read_networks(const node& given, draft& into) {
    for (const node& item : items_of(given, into.problems)) {
        const auto network = item.is_scalar() ? parse_network(item.text) : std::nullopt;
        if (network)
            into.settings.private_networks.push_back(*network);
        else
            into.problems.error(item.at,
                                "expected an address block such as 10.0.0.0/8 or fd00::/8");
    }
}

}  // namespace

void read_server(const node& root, draft& into) {
    report& problems = into.problems;
    const mapping at(root,
                     {"listen", "admin", "database", "personal_data_key", "threads",
                      "private_networks", "buyer_ca_file", "log_level", "limits"},
                     problems, {"webhooks", "retention", "alerts", "proxies", "rate_limit"});
    if (const node* listen = at.require("listen"))
        read_listener(mapping(*listen, {"address", "tls"}, problems), into.settings.sellers,
                      problems);
    if (const node* given = at.require("admin")) {
        const mapping admin(*given, {"address", "keys", "tls"}, problems);
        read_listener(admin, into.settings.admin, problems);
        if (const node* keys = admin.require("keys"))
            read_keys(*keys, into.settings.admin_keys, into);
    }
    if (const node* database = at.require("database")) read_database(*database, into);
    if (const node* key = at.require("personal_data_key")) read_personal_data_key(*key, into);
    if (const node* threads = at.find("threads")) read_threads(*threads, into);
    if (const node* networks = at.find("private_networks")) read_networks(*networks, into);
    at.optional("buyer_ca_file", into.settings.buyer_ca_file);
    std::string_view level = into.settings.log_level;
    if (at.optional("log_level", level, log_levels)) into.settings.log_level = level;
    if (const node* limits = at.find("limits"))
        read_limits(*limits, into.settings.limits, problems);
}

}  // namespace pointsman::yaml
