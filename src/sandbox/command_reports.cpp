#include "commands.hpp"

#include <pointsman/base/ids.hpp>
#include <pointsman/sandbox/summary.hpp>
#include <pointsman/sandbox/waterfall.hpp>

#include <fmt/format.h>

#include <sys/ioctl.h>
#include <unistd.h>

#include <memory>
#include <string>

namespace pointsman::sandbox {
namespace {

constexpr std::size_t columns_of_a_file = 120;

struct report_arguments {
    std::string database;
    std::string lead;
};

std::size_t terminal_columns() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return columns_of_a_file;
    return size.ws_col;
}

int summarise(const report_arguments& given) {
    const auto summary = read_summary(given.database);
    if (!summary) return complain(summary.error());
    fmt::print("{}", to_text(*summary));
    return 0;
}

int show_waterfall(const report_arguments& given) {
    if (!base::parse_uuid(given.lead)) return complain("--lead is not a lead id");
    const auto lead = read_waterfall(given.database, given.lead);
    if (!lead) return complain(lead.error());
    if (!*lead) return complain("no such lead is stored");
    fmt::print("{}", draw(**lead, terminal_columns()));
    return 0;
}

void add_database_option(CLI::App& command, report_arguments& given) {
    command.add_option("--database", given.database, "PostgreSQL")
        ->envname("DATABASE_URL")
        ->required();
}

}  // namespace

void add_report_commands(CLI::App& app, int& status) {
    auto given = std::make_shared<report_arguments>();
    CLI::App* summary =
        app.add_subcommand("summary", "Leads by status, money, and how each order fared");
    add_database_option(*summary, *given);
    summary->callback([given, &status] { status = summarise(*given); });

    CLI::App* waterfall = app.add_subcommand("waterfall", "One lead's pings and posts over time");
    add_database_option(*waterfall, *given);
    waterfall->add_option("--lead", given->lead, "Its lead_id")->required();
    waterfall->callback([given, &status] { status = show_waterfall(*given); });
}

}  // namespace pointsman::sandbox
