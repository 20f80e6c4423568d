#pragma once

#include <support/child_process.hpp>
#include <support/temp_folder.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::support {

// The real program on a configuration folder, from its start until it has said where it listens.
class server_process {
public:
    // `environment` holds the secrets that the folder asks for. Throws std::runtime_error with the
    // log when it does not serve within 20 s.
    server_process(const std::string& program, const std::filesystem::path& folder,
                   std::map<std::string, std::string> environment);

    std::uint16_t sellers_port() const { return sellers_port_; }

    std::uint16_t admin_port() const { return admin_port_; }

    int epoch() const { return epoch_; }

    void signal(int number) const { process_->signal(number); }

    bool running() { return process_->running(); }

    // See child_process::wait.
    std::optional<int> wait(std::chrono::milliseconds bound) { return process_->wait(bound); }

    // Everything that it has printed; only its events, in order.
    std::string log() const { return process_->output(); }

    std::vector<nlohmann::json> events(const std::string& name) const;

private:
    temp_folder scratch_;
    std::unique_ptr<child_process> process_;
    std::uint16_t sellers_port_ = 0;
    std::uint16_t admin_port_ = 0;
    int epoch_ = 0;
};

}  // namespace pointsman::support
