#include "commands.hpp"

#include <pointsman/sandbox/evidence.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>

namespace pointsman::sandbox {
namespace {

constexpr std::size_t most_shown = 20;

struct verify_arguments {
    std::string sellers_log = "sellers.jsonl";
    std::string buyers_log = "buyers.jsonl";
    std::string database;
    std::size_t leads = 0;
};

base::result<evidence, std::string> gather(const verify_arguments& given) {
    auto sellers = read_sellers_log(given.sellers_log);
    if (!sellers) return base::failure(sellers.error());
    auto buyers = read_buyers_log(given.buyers_log);
    if (!buyers) return base::failure(buyers.error());
    auto database = read_database(given.database, *sellers, *buyers);
    if (!database) return base::failure(database.error());
    return evidence{*std::move(sellers), *std::move(buyers), *std::move(database)};
}

void show(const std::vector<disagreement>& found) {
    for (std::size_t i = 0; i < std::min(found.size(), most_shown); ++i)
        fmt::print("{}: {} {}\n", found[i].check, found[i].lead_id, found[i].what);
    if (found.size() > most_shown) fmt::print("... and {} more\n", found.size() - most_shown);
}

int verify(const verify_arguments& given) {
    const auto all = gather(given);
    if (!all) {
        fmt::print(stderr, "{}\n", all.error());
        return 2;
    }
    const std::vector<disagreement> found = all_disagreements(*all);
    show(found);
    const auto taken = static_cast<std::size_t>(std::ranges::count_if(
        all->sellers, [](const seller_answer& told) { return told.http_status < 500; }));
    if (given.leads > 0 && taken != given.leads) {
        fmt::print("{} leads were sent and {} taken\n", given.leads, taken);
        return 1;
    }
    fmt::print(
        "{} answers of sellers, {} requests at buyers, {} leads, {} attempts and {} sales stored: "
        "{}\n",
        all->sellers.size(), all->buyers.size(), all->database.leads.size(),
        all->database.attempts.size(), all->database.sales.size(),
        found.empty() ? "all agree" : fmt::format("{} disagreements", found.size()));
    return found.empty() ? 0 : 1;
}

}  // namespace

void add_verify_command(CLI::App& app, int& status) {
    auto given = std::make_shared<verify_arguments>();
    CLI::App* command = app.add_subcommand(
        "verify", "Compare what sellers were told, what buyers saw and what PostgreSQL holds");
    command->add_option("--sellers-log", given->sellers_log, "Written by send")
        ->capture_default_str();
    command->add_option("--buyers-log", given->buyers_log, "Written by buyers")
        ->capture_default_str();
    command->add_option("--database", given->database, "PostgreSQL")
        ->envname("DATABASE_URL")
        ->required();
    command->add_option("--leads", given->leads, "How many answers there must be; 0: any number");
    command->callback([given, &status] { status = verify(*given); });
}

}  // namespace pointsman::sandbox
