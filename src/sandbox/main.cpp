#include "commands.hpp"

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
    try {
        CLI::App app("Plays the market around a pointsman server: buyers, sellers and an auditor.",
                     "pointsman-sandbox");
        app.require_subcommand(1);
        int status = 0;
        pointsman::sandbox::add_buyers_command(app, status);
        pointsman::sandbox::add_send_command(app, status);
        pointsman::sandbox::add_verify_command(app, status);
        pointsman::sandbox::add_report_commands(app, status);
        CLI11_PARSE(app, argc, argv);
        return status;
    } catch (const std::exception& problem) {
        std::cerr << "pointsman-sandbox: " << problem.what() << '\n';
        return 1;
    }
}
