#include "workers.hpp"

#include "run.hpp"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <stdexcept>
#include <vector>

namespace pointsman::sim {
namespace {

constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();

// What one process tells the others, in shared memory.
struct report {
    std::atomic<std::uint64_t> running = none;
    std::atomic<std::uint64_t> failed = none;
    std::uint64_t seeds = 0;
    std::uint64_t hashes = 0;
    std::int64_t virtual_ms = 0;
    char violation[512] = {};
};

std::uint64_t first_failed(const report* all, int processes) {
    std::uint64_t earliest = none;
    for (int i = 0; i < processes; ++i) earliest = std::min(earliest, all[i].failed.load());
    return earliest;
}

void work(report* all, int processes, int mine, std::uint64_t first, std::uint64_t count) {
    report& own = all[mine];
    for (std::uint64_t i = static_cast<std::uint64_t>(mine); i < count;
         i += static_cast<std::uint64_t>(processes)) {
        const std::uint64_t seed = first + i;
        if (seed > first_failed(all, processes)) return;
        own.running = seed;
        const result got = run_seed(seed);
        ++own.seeds;
        own.hashes += got.hash;
        own.virtual_ms += got.virtual_ms;
        if (got.violation.empty()) continue;
        std::strncpy(own.violation, got.violation.c_str(), sizeof own.violation - 1);
        own.failed = seed;
        return;
    }
    own.running = none;
}

void note_death(report& of, int status) {
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    if (of.failed != none) return;
    std::snprintf(of.violation, sizeof of.violation, "the process died (%s)",
                  WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "an exception");
    of.failed = of.running.load();
}

void tell_progress(const report* all, int processes, std::uint64_t count) {
    std::uint64_t done = 0;
    for (int i = 0; i < processes; ++i) done += all[i].seeds;
    std::fprintf(stderr, "\r%llu of %llu seeds", static_cast<unsigned long long>(done),
                 static_cast<unsigned long long>(count));
}

}  // namespace

findings run_seeds(std::uint64_t first, std::uint64_t count, int processes, bool show_progress) {
    const std::size_t bytes = sizeof(report) * static_cast<std::size_t>(processes);
    void* const shared =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) throw std::runtime_error("no shared memory");
    auto* const all = new (shared) report[static_cast<std::size_t>(processes)];
    std::vector<pid_t> children;
    std::fflush(nullptr);
    for (int mine = 0; mine < processes; ++mine) {
        const pid_t child = fork();
        if (child < 0) throw std::runtime_error("no process");
        if (child == 0) {
            if (std::freopen("/dev/null", "w", stderr) == nullptr)
                std::_Exit(2);  // what assertions say
            work(all, processes, mine, first, count);
            std::_Exit(0);
        }
        children.push_back(child);
    }
    for (std::size_t left = children.size(); left > 0;) {
        for (std::size_t i = 0; i < children.size(); ++i) {
            int status = 0;
            if (children[i] == 0 || waitpid(children[i], &status, WNOHANG) != children[i]) continue;
            children[i] = 0;
            --left;
            note_death(all[i], status);
        }
        if (show_progress) tell_progress(all, processes, count);
        usleep(20'000);
    }
    if (show_progress) std::fprintf(stderr, "\r%40s\r", "");
    findings found;
    for (int i = 0; i < processes; ++i) {
        found.seeds += all[i].seeds;
        found.hashes += all[i].hashes;
        found.virtual_ms += all[i].virtual_ms;
    }
    const std::uint64_t failed = first_failed(all, processes);
    for (int i = 0; i < processes; ++i)
        if (failed != none && all[i].failed == failed)
            found.first_failure = {failed, all[i].violation};
    munmap(shared, bytes);
    return found;
}

}  // namespace pointsman::sim
