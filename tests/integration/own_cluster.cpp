#include "own_cluster.hpp"

#include <support/child_process.hpp>
#include <support/temp_folder.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace pointsman::integration {

namespace fs = std::filesystem;

namespace {

// The parent of a process: the second word after its name, which is in parentheses (proc(5)).
pid_t parent_of(const fs::path& process) {
    const std::string stat = support::file_text(process / "stat");
    const std::size_t name_end = stat.rfind(')');
    if (name_end == std::string::npos) return 0;
    std::istringstream words(stat.substr(name_end + 1));
    std::string state;
    pid_t parent = 0;
    words >> state >> parent;
    return parent;
}

std::vector<pid_t> children_of(pid_t parent) {
    std::vector<pid_t> all;
    for (const fs::directory_entry& one : fs::directory_iterator("/proc")) {
        const int id = std::atoi(one.path().filename().c_str());
        if (id > 0 && parent_of(one.path()) == parent) all.push_back(id);
    }
    return all;
}

}  // namespace

own_cluster::own_cluster() : base_(fs::temp_directory_path() / fmt::format("pm-own-{}", getpid())) {
    url_ = dev_db("start");
    url_.erase(url_.find_last_not_of('\n') + 1);
}

own_cluster::~own_cluster() {
    thaw();
    try {
        dev_db("reset");
    } catch (const std::runtime_error& failed) {
        fmt::print(stderr, "{}\n", failed.what());
    }
}

void own_cluster::freeze() {
    const int postmaster = std::atoi(support::file_text(base_ / "data/postmaster.pid").c_str());
    if (postmaster <= 0) throw std::runtime_error("this cluster has no postmaster");
    // The parent first: it could make more children meanwhile.
    frozen_.push_back(postmaster);
    ::kill(postmaster, SIGSTOP);
    for (const pid_t one : children_of(postmaster)) {
        frozen_.push_back(one);
        ::kill(one, SIGSTOP);
    }
}

void own_cluster::thaw() {
    for (const pid_t one : frozen_) ::kill(one, SIGCONT);
    frozen_.clear();
}

std::string own_cluster::dev_db(const std::string& command) const {
    return support::run({"/bin/bash", POINTSMAN_DEV_DB, command},
                        {{"PG_BASE", base_.string()}, {"PG_FAST", "1"}});
}

}  // namespace pointsman::integration
