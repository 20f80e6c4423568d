#pragma once

#include <CLI/CLI.hpp>

#include <string>

// The subcommands of pointsman-sandbox. Each adds itself to the command line; when chosen, it runs
// and stores its exit status in `status`, which must outlive the parsing.
namespace pointsman::sandbox {

void add_buyers_command(CLI::App& app, int& status);
void add_send_command(CLI::App& app, int& status);
void add_verify_command(CLI::App& app, int& status);
void add_report_commands(CLI::App& app, int& status);  // summary and waterfall

// Prints the problem on standard error and gives the exit status that goes with it.
int complain(const std::string& problem);

}  // namespace pointsman::sandbox
