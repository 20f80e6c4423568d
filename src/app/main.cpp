#include <pointsman/app/commands.hpp>

#include <CLI/CLI.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <string>

int main(int count, char** arguments) {
    using namespace pointsman;
    // A peer that closes early must cost an error code, not the process.
    std::signal(SIGPIPE, SIG_IGN);

    CLI::App program("Pointsman: a real-time ping-post lead distribution server", "pointsman");
    program.require_subcommand(1);
    program.footer("Every command has its own --help. docs/configuration.md describes the folder.");

    std::string folder;
    std::string url;
    CLI::App* serve = program.add_subcommand("serve", "Run the server on a configuration folder");
    serve->add_option("folder", folder, "The configuration folder, e.g. config")
        ->required()
        ->check(CLI::ExistingDirectory);
    serve->footer(
        "SIGHUP reloads the folder, whole or not at all; SIGTERM stops gracefully.\n"
        "Exit status: 0 after a graceful stop, 1 otherwise.");
    CLI::App* check =
        program.add_subcommand("check", "Show every mistake of a configuration folder");
    check->add_option("folder", folder, "The configuration folder")
        ->required()
        ->check(CLI::ExistingDirectory);
    check->footer("Prints file:line:column for each mistake.\nExit status: 0 good, 1 mistakes.");
    CLI::App* migrate = program.add_subcommand("migrate", "Bring the database's schema up to date");
    migrate->add_option("--database", url, "postgresql:// URL of the schema's owner")
        ->required()
        ->envname("POINTSMAN_OWNER_DATABASE");
    CLI::App* version = program.add_subcommand("version", "Print the version");

    CLI11_PARSE(program, count, arguments);
    try {
        if (serve->parsed()) return app::serve(folder, std::cerr);
        if (check->parsed()) return app::check(folder, std::cout);
        if (migrate->parsed()) return app::migrate(url, std::cout);
        if (version->parsed()) std::cout << "pointsman " POINTSMAN_VERSION "\n";
        return 0;
    } catch (const std::exception& failed) {
        std::cerr << "pointsman: " << failed.what() << '\n';
        return 1;
    }
}
