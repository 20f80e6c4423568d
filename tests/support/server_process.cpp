#include <support/eventually.hpp>
#include <support/server_process.hpp>

#include <sstream>
#include <stdexcept>
#include <utility>

namespace pointsman::support {

using nlohmann::json;

server_process::server_process(const std::string& program, const std::filesystem::path& folder,
                               std::map<std::string, std::string> environment) {
    // libpqxx 6.4 forgets a result of libpq's, about a kilobyte, whenever it finds its connection
    // lost.
    scratch_.write("leaks", "leak:libpq.so\n");
    environment["LSAN_OPTIONS"] =
        "print_suppressions=0:suppressions=" + (scratch_.path() / "leaks").string();
    process_ =
        std::make_unique<child_process>(std::vector<std::string>{program, "serve", folder.string()},
                                        environment, scratch_.path() / "log");
    std::vector<json> serving;
    const bool told = eventually(
        [&] {
            serving = events("serving");
            return !serving.empty() || !running();
        },
        std::chrono::seconds(20));
    if (!told || serving.empty()) throw std::runtime_error("the server does not serve:\n" + log());
    sellers_port_ = serving.front().at("sellers_port");
    admin_port_ = serving.front().at("admin_port");
    epoch_ = serving.front().at("epoch");
}

std::vector<json> server_process::events(const std::string& name) const {
    std::vector<json> found;
    std::istringstream lines(log());
    for (std::string line; std::getline(lines, line);) {
        json one = json::parse(line, nullptr, false);
        if (one.is_object() && one.value("event", "") == name) found.push_back(std::move(one));
    }
    return found;
}

}  // namespace pointsman::support
