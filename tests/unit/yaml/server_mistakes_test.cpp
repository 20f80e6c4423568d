#include "mistakes.hpp"

#include <gtest/gtest.h>

namespace pointsman::yaml {
namespace {

constexpr const char* server = "server.yaml";

TEST(server_yaml, names_every_mistake_and_its_place) {
    const std::vector<mistake> mistakes{
        {"unknown_key",
         server,
         "private_networks:",
         "private_network:",
         {"server.yaml:5:1: error: unknown key \"private_network\"; did you mean "
          "\"private_networks\"?"}},
        {"later_key",
         server,
         "private_networks: [127.0.0.0/8]",
         "webhooks: {}",
         {"server.yaml:5:1: error: \"webhooks\" is not implemented in this version"}},
        {"host_name",
         server,
         "127.0.0.1:8080",
         "localhost:8080",
         {"server.yaml:1:19: error: expected an IP address and a port: 127.0.0.1:8080 or "
          "[::1]:8080"}},
        {"port",
         server,
         "127.0.0.1:8080",
         "127.0.0.1:99999",
         {"server.yaml:1:19: error: expected an IP address and a port: 127.0.0.1:8080 or "
          "[::1]:8080"}},
        {"literal_admin_key",
         server,
         "\"${env:ADMIN_KEY}\"",
         "\"hunter2-hunter2-hunter2\"",
         {"server.yaml:2:42: error: a secret must not stand in the file; write ${env:NAME} or "
          "${file:PATH}"}},
        {"literal_personal_key",
         server,
         "personal_data_key: ${env:PERSONAL_KEY}",
         "personal_data_key: hunter2",
         {"server.yaml:4:20: error: a secret must not stand in the file; write ${env:NAME} or "
          "${file:PATH}"}},
        {"database_password",
         server,
         "${env:DATABASE_URL}",
         "postgresql://app:hunter2@db/pointsman",
         {"server.yaml:3:11: error: a password must not stand in the file; write the whole URL as "
          "${env:NAME} or ${file:PATH}"}},
        {"database_password_key",
         server,
         "${env:DATABASE_URL}",
         "host=db password=hunter2",
         {"server.yaml:3:11: error: a password must not stand in the file; write the whole URL as "
          "${env:NAME} or ${file:PATH}"}},
        {"unset_secret",
         server,
         "${env:DATABASE_URL}",
         "${env:DATABASE_ULR}",
         {"server.yaml:3:11: error: env:DATABASE_ULR is not set"}},
        {"half_secret",
         server,
         "${env:DATABASE_URL}",
         "postgresql://app:${env:DATABASE_URL}@db/x",
         {"server.yaml:3:11: error: here ${...} must be the whole value"}},
        {"secret_of_unknown_kind",
         server,
         "${env:DATABASE_URL}",
         "${vault:DATABASE_URL}",
         {"server.yaml:3:11: error: expected ${env:NAME} or ${file:PATH}"}},
        {"network",
         server,
         "127.0.0.0/8",
         "127.0.0.0/33",
         {"server.yaml:5:20: error: expected an address block such as 10.0.0.0/8 or fd00::/8"}},
        {"threads",
         server,
         "private_networks",
         "threads: many\nprivate_networks",
         {"server.yaml:5:10: error: expected auto or a number of threads"}},
        {"threads_range",
         server,
         "private_networks",
         "threads: 0\nprivate_networks",
         {"server.yaml:5:10: error: expected a whole number from 1 to 256, without quotes"}},
        {"log_level",
         server,
         "private_networks",
         "log_level: inof\nprivate_networks",
         {"server.yaml:5:12: error: expected one of trace, debug, info, warn, error; did you mean "
          "\"info\"?"}},
        {"limit_unknown",
         server,
         "private_networks",
         "limits: {journal_stal: 2s}\nprivate_networks",
         {"server.yaml:5:10: error: unknown key \"journal_stal\"; did you mean "
          "\"journal_stall\"?"}},
        {"limit_range",
         server,
         "private_networks",
         "limits: {journal_stall: 2h, body_bytes: 3GiB, json: {depth: 1}}\nprivate_networks",
         {"server.yaml:5:25: error: expected a time with its unit (ms, s, m, h, d) from 100ms to "
          "1m",
          "server.yaml:5:41: error: expected a number from 1024 to 1048576; also as 64KiB or 1MiB",
          "server.yaml:5:61: error: expected a number from 2 to 64; also as 64KiB or 1MiB"}},
        {"tls_without_key",
         server,
         "{address: 127.0.0.1:8080}",
         "{address: 127.0.0.1:8080, tls: {certificate: a.pem}}",
         {"server.yaml:1:40: error: \"key\" is missing here"}},
        {"missing_key",
         server,
         "personal_data_key: ${env:PERSONAL_KEY}\n",
         "",
         {"server.yaml:1:1: error: \"personal_data_key\" is missing here"}}};
    expect_reported(mistakes);
}

}  // namespace
}  // namespace pointsman::yaml
