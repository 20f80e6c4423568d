#include <pointsman/sandbox/waterfall.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace pointsman::sandbox {
namespace {

constexpr std::size_t least_columns = 60;
constexpr std::size_t least_scale = 12;
constexpr std::size_t time_width = 9;  // " 1234 ms "

struct layout {
    std::size_t labels = 0;
    std::size_t scale = 0;  // columns that stand for the whole time
    base::duration whole{};
};

layout layout_for(const waterfall& lead, std::size_t columns) {
    layout page;
    std::size_t results = 0;
    page.whole = std::max(lead.total, base::duration(1));
    for (const waterfall_bar& bar : lead.bars) {
        page.labels = std::max(page.labels, bar.label.size());
        results = std::max(results, bar.result.size());
        page.whole = std::max(page.whole, bar.to.value_or(bar.from));
    }
    const std::size_t taken = page.labels + time_width + std::min(results, columns / 3) + 3;
    page.scale = std::max(least_scale, columns > taken ? columns - taken : 0);
    return page;
}

std::size_t column_of(base::duration at, const layout& page) {
    const auto share = static_cast<double>(at.count()) / static_cast<double>(page.whole.count());
    return static_cast<std::size_t>(share * static_cast<double>(page.scale));
}

// "   =====   ", or "   .......>" where no answer came.
std::string picture_of(const waterfall_bar& bar, const layout& page) {
    const std::size_t from = std::min(column_of(bar.from, page), page.scale - 1);
    std::string picture(page.scale, ' ');
    if (!bar.to) {
        std::fill(picture.begin() + static_cast<std::ptrdiff_t>(from), picture.end(), '.');
        return picture;
    }
    const std::size_t to = std::clamp(column_of(*bar.to, page), from + 1, page.scale);
    std::fill(picture.begin() + static_cast<std::ptrdiff_t>(from),
              picture.begin() + static_cast<std::ptrdiff_t>(to), '=');
    return picture;
}

std::string time_of(const waterfall_bar& bar) {
    if (!bar.to) return "-";
    return fmt::format("{} ms",
                       std::chrono::round<std::chrono::milliseconds>(*bar.to - bar.from).count());
}

}  // namespace

std::string draw(const waterfall& lead, std::size_t columns) {
    columns = std::max(columns, least_columns);
    const layout page = layout_for(lead, columns);
    std::string text = lead.title + "\n";
    for (const waterfall_bar& bar : lead.bars) {
        std::string line =
            fmt::format("{:<{}} |{}|{:>{}} {}", bar.label, page.labels, picture_of(bar, page),
                        time_of(bar), time_width - 1, bar.result);
        if (line.size() > columns) line.resize(columns);
        text += line + "\n";
    }
    for (const std::string& line : lead.not_asked) text += "not asked: " + line + "\n";
    return text;
}

}  // namespace pointsman::sandbox
