#pragma once

#include <chrono>
#include <cstdint>

namespace pointsman::sandbox {

// How far the sending is, on standard error: a bar that is drawn over on a terminal, a plain line
// every tenth otherwise.
class progress {
public:
    explicit progress(std::uint64_t total);
    void show(std::uint64_t done);

private:
    void draw_bar(std::uint64_t done) const;

    std::uint64_t total_;
    bool on_terminal_;
    std::uint64_t tenths_shown_ = 0;
    std::chrono::steady_clock::time_point last_drawn_;
};

}  // namespace pointsman::sandbox
