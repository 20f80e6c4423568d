#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/sandbox/buyer_profile.hpp>

#include <cstddef>
#include <filesystem>
#include <string>

namespace pointsman::sandbox {

struct buyers_options {
    sandbox_profile profile;
    std::filesystem::path log;         // appended to, a line a request
    std::filesystem::path ready_file;  // written once all ports are open; empty: none
};

// Plays all buyers on 127.0.0.1 until SIGINT or SIGTERM; or says why it cannot (a port is taken,
// the log cannot be written). Blocks, on one thread.
base::result<void, std::string> run_buyers(const buyers_options& options);

}  // namespace pointsman::sandbox
