#include "market.hpp"

#include <support/child_process.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace pointsman::integration {
namespace {

using testing::HasSubstr;

class tls : public market {
protected:
    void SetUp() override {
        support::run({"/usr/bin/env", "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                      "ec_paramgen_curve:P-256", "-noenc", "-days", "2", "-subj", "/CN=pointsman",
                      "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", in_folder("key.pem"),
                      "-out", in_folder("certificate.pem")});
        folder_.write("server.yaml", server_yaml(true));
        add_buyer("northstar");
        start();
    }

    std::string in_folder(const std::string& name) const { return folder_.path() / name; }

    // The answer's body, then its status on a line of its own.
    std::string curl(std::uint16_t port, const std::string& path,
                     std::vector<std::string> more = {}) const {
        std::vector<std::string> words = {"/usr/bin/env", "curl",
                                          "--silent",     "--show-error",
                                          "--cacert",     in_folder("certificate.pem"),
                                          "--write-out",  "\n%{http_code} %{ssl_verify_result}"};
        words.insert(words.end(), more.begin(), more.end());
        words.push_back(fmt::format("https://127.0.0.1:{}{}", port, path));
        return support::run(words);
    }
};

TEST_F(tls, serves_both_listeners) {
    const std::string sold =
        curl(server().sellers_port(), "/v1/direct",
             {"--header", std::string("X-Api-Key: ") + acme_key, "--json", good_lead().dump()});
    EXPECT_THAT(sold, HasSubstr(R"("status":"sold")"));
    EXPECT_THAT(sold, testing::EndsWith("\n200 0"));
    EXPECT_EQ(curl(server().admin_port(), "/healthz"), "ok\n\n200 0");
}

TEST_F(tls, does_not_answer_what_is_not_encrypted) {
    EXPECT_FALSE(support::exchange(server().sellers_port(), lead_request(good_lead())));
    EXPECT_FALSE(
        support::exchange(server().admin_port(), support::request_text("GET", "/healthz", {})));
    EXPECT_EQ(count("lead"), 0u);
    EXPECT_THAT(curl(server().sellers_port(), "/v1/leads/x"), testing::EndsWith("\n401 0"));
}

TEST_F(tls, does_not_speak_the_versions_that_are_broken) {
    EXPECT_THROW(curl(server().sellers_port(), "/", {"--tls-max", "1.1"}), std::runtime_error);
    EXPECT_THAT(curl(server().sellers_port(), "/", {"--tls-max", "1.2"}), HasSubstr("\n404 0"));
}

}  // namespace
}  // namespace pointsman::integration
