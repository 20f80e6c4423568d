#include "commands.hpp"
#include "seller_keys.hpp"
#include "traffic_mix.hpp"

#include <pointsman/sandbox/sender.hpp>

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>

namespace pointsman::sandbox {
namespace {

struct send_arguments {
    sender_options sending{
        .url = "http://127.0.0.1:8080", .leads = 2000, .keys = {}, .log = "sellers.jsonl"};
    std::string markets = "all";
    std::string data = "data";
    std::uint64_t seed = 1;
    double invalid_share = 0.01;
    std::vector<std::string> key_variables;
};

int send(const send_arguments& given) {
    const auto markets = parse_markets(given.markets);
    if (!markets) return complain("--markets is one of all, auto, home, loans");
    const auto where = read_geography(given.data);
    if (!where) return complain(where.error());
    auto keys = read_seller_keys(sellers_of(*markets), given.key_variables);
    if (!keys) return complain(keys.error());
    sender_options options = given.sending;
    options.keys = *std::move(keys);
    const auto now = std::chrono::floor<base::duration>(std::chrono::system_clock::now());
    const generator leads(*where, {given.seed, *markets, given.invalid_share, now});
    const auto report = send_leads(leads, options);
    if (!report) return complain(report.error());
    fmt::print("{}", report->to_text());
    return report->count("no answer") == 0 ? 0 : 1;
}

}  // namespace

void add_send_command(CLI::App& app, int& status) {
    auto given = std::make_shared<send_arguments>();
    CLI::App* command = app.add_subcommand("send", "Send made-up leads as the demo's sellers do");
    command->add_option("--url", given->sending.url, "The server")->capture_default_str();
    command->add_option("--leads", given->sending.leads, "How many")->capture_default_str();
    command->add_option("--seed", given->seed, "The same seed makes the same leads")
        ->capture_default_str();
    command->add_option("--rate", given->sending.rate, "Leads a second; 0: as fast as answers come")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--concurrency", given->sending.concurrency, "Connections")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    command->add_option("--log", given->sending.log, "Where each answer is written down");
    command->add_option("--markets", given->markets, "all, auto, home or loans")
        ->capture_default_str();
    command->add_option("--data", given->data, "The folder of zips.csv, states.csv and metros.csv")
        ->capture_default_str();
    command
        ->add_option("--invalid-share", given->invalid_share,
                     "How many leads are spoilt on purpose")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command->add_option("--key-env", given->key_variables,
                        "SELLER=NAME: the seller's key is in the variable NAME, not in SELLER_KEY");
    command->callback([given, &status] { status = send(*given); });
}

}  // namespace pointsman::sandbox
