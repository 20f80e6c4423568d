#pragma once

#include "options.hpp"
#include "schedule.hpp"

#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

namespace pointsman::sim {

// One life of a server, as the world knows it by its calls.
struct server_life {
    owner number = the_world;
    std::int32_t epoch = 0;
};

// What all parts of one run share.
struct world {
    explicit world(const options& drawn, bool print_trace = false)
        : how(drawn), time(drawn.start), print(print_trace) {}

    // One line of what happened: the trace's hash is over all of them (FNV-1a).
    void note(std::string_view line) {
        const base::duration at = time.now().steady - base::steady_time(1h);
        const std::string stamp = std::to_string(at.count()) + " ";
        for (const std::string_view part : {std::string_view(stamp), line, std::string_view("\n")})
            for (const char each : part)
                hash = (hash ^ static_cast<unsigned char>(each)) * 0x100000001b3ULL;
        if (print)
            std::printf("%10.3f ms  %.*s\n", static_cast<double>(at.count()) / 1000,
                        static_cast<int>(line.size()), line.data());
    }

    // The first violation is the run's.
    void fail(const std::string& what) {
        if (!failure.empty()) return;
        failure = what;
        note("VIOLATION " + what);
    }

    const options how;
    schedule time;
    bool healed = false;  // no faults any more
    bool print = false;
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    std::string failure;
};

}  // namespace pointsman::sim
