#include "commands.hpp"

#include <pointsman/sandbox/buyers.hpp>

#include <fmt/format.h>

#include <memory>
#include <string>

namespace pointsman::sandbox {
namespace {

struct buyers_arguments {
    std::string config = "config/sandbox.yaml";
    std::string log = "buyers.jsonl";
    std::string ready_file;
};

int play_buyers(const buyers_arguments& given) {
    auto profile = read_sandbox_profile(given.config);
    if (!profile) {
        fmt::print(stderr, "{}\n", profile.error());
        return 1;
    }
    const auto ended = run_buyers({*std::move(profile), given.log, given.ready_file});
    if (ended) return 0;
    fmt::print(stderr, "{}\n", ended.error());
    return 1;
}

}  // namespace

void add_buyers_command(CLI::App& app, int& status) {
    auto given = std::make_shared<buyers_arguments>();
    CLI::App* command =
        app.add_subcommand("buyers", "Play the buyers of the demo on 127.0.0.1 until stopped");
    command->add_option("--config", given->config, "How the buyers behave")->capture_default_str();
    command->add_option("--log", given->log, "Where each request is written down")
        ->capture_default_str();
    command->add_option("--ready-file", given->ready_file, "Is written once all ports are open");
    command->callback([given, &status] { status = play_buyers(*given); });
}

}  // namespace pointsman::sandbox
