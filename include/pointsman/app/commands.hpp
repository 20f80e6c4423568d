#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

// What the commands of the program do. Each returns the process's exit status and writes for people
// to `out`.
namespace pointsman::app {

// Runs the server on a configuration folder until SIGTERM or SIGINT. 0 after a graceful stop, 1
// when it cannot start.
int serve(const std::filesystem::path& folder, std::ostream& out);

// Prints every problem of a configuration folder as file:line:column. 0 when there is none, 1
// otherwise.
int check(const std::filesystem::path& folder, std::ostream& out);

// Brings the database's schema up to date, as its owner. 0 when done, 1 when it could not be.
int migrate(const std::string& owner_url, std::ostream& out);

}  // namespace pointsman::app
