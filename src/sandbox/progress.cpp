#include "progress.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>
#include <string>

namespace pointsman::sandbox {
namespace {

constexpr std::uint64_t bar_width = 40;
constexpr auto redraw_pause = std::chrono::milliseconds(100);

}  // namespace

progress::progress(std::uint64_t total) : total_(total), on_terminal_(isatty(STDERR_FILENO) == 1) {}

void progress::draw_bar(std::uint64_t done) const {
    const auto filled = static_cast<std::size_t>(bar_width * done / total_);
    fmt::print(stderr, "\r[{:<{}}] {}/{}{}", std::string(filled, '#'), bar_width, done, total_,
               done == total_ ? "\n" : "");
    std::fflush(stderr);
}

void progress::show(std::uint64_t done) {
    if (total_ == 0) return;
    if (on_terminal_) {
        const auto now = std::chrono::steady_clock::now();
        if (done < total_ && now - last_drawn_ < redraw_pause) return;
        last_drawn_ = now;
        draw_bar(done);
        return;
    }
    const std::uint64_t tenths = 10 * done / total_;
    if (tenths == tenths_shown_) return;
    tenths_shown_ = tenths;
    fmt::print(stderr, "{} of {} leads answered\n", done, total_);
}

}  // namespace pointsman::sandbox
