#include "options.hpp"
#include "planted_table.hpp"
#include "run.hpp"
#include "workers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include <unistd.h>

// scripts/sim --help tells the options.
namespace {

using namespace pointsman;

struct arguments {
    std::uint64_t seeds = 2000;
    bool seeds_given = false;
    std::uint64_t first = 1;
    std::optional<std::uint64_t> seed;
    bool trace = false;
    bool planted = false;
    int processes = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
};

std::optional<arguments> read(int count, char** texts) {
    arguments made;
    for (int i = 1; i < count; ++i) {
        const std::string_view name = texts[i];
        const auto number = [&] {
            return i + 1 < count ? std::strtoull(texts[++i], nullptr, 10) : 0;
        };
        if (name == "--seeds") {
            made.seeds = number();
            made.seeds_given = true;
        } else if (name == "--first") {
            made.first = number();
        } else if (name == "--seed") {
            made.seed = number();
        } else if (name == "--processes") {
            made.processes = std::max(1, static_cast<int>(number()));
        } else if (name == "--trace") {
            made.trace = true;
        } else if (name == "--planted") {
            made.planted = true;
        } else {
            return std::nullopt;
        }
    }
    return made;
}

int run_one(const arguments& with) {
    fmt::print("{}\n", sim::describe(sim::draw_options(*with.seed)));
    const sim::result got = sim::run_seed(*with.seed, with.trace);
    fmt::print("seed {} trace {:016x} {}\n", *with.seed, got.hash,
               got.violation.empty() ? "ok" : got.violation);
    return got.violation.empty() ? 0 : 1;
}

int run_many(const arguments& with) {
    const auto began = std::chrono::steady_clock::now();
    const sim::findings found =
        sim::run_seeds(with.first, with.seeds, with.processes, isatty(2) != 0);
    const double took_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    if (found.first_failure) {
        fmt::print("seed {} FAILED: {}\n  scripts/sim --seed {} --trace\n",
                   found.first_failure->seed, found.first_failure->violation,
                   found.first_failure->seed);
        return 1;
    }
    // The first seeds once more, in this process: the same seed must give the same trace.
    const std::uint64_t again = std::min<std::uint64_t>(with.seeds, 100);
    const sim::findings sample = sim::run_seeds(with.first, again, 1, false);
    std::uint64_t hashes = 0;
    for (std::uint64_t i = 0; i < again; ++i) hashes += sim::run_seed(with.first + i).hash;
    if (hashes != sample.hashes) {
        fmt::print("FAILED: the same seeds gave other traces\n");
        return 1;
    }
    fmt::print("{} seeds ok in {:.1f} s: {:.0f} seeds/s, {:.0f} times real time, traces {:016x}\n",
               found.seeds, took_s, static_cast<double>(found.seeds) / took_s,
               static_cast<double>(found.virtual_ms) / 1000 / took_s, found.hashes);
    return 0;
}

}  // namespace

int main(int count, char** texts) {
    const auto with = read(count, texts);
    if (!with) {
        std::fprintf(stderr, "unknown argument (try scripts/sim --help)\n");
        return 2;
    }
    if (with->seed) return run_one(*with);
    if (with->planted)
        return sim::find_planted_bugs(with->seeds_given ? with->seeds : 20'000, with->processes)
                   ? 0
                   : 1;
    return run_many(*with);
}
