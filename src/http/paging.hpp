#pragma once

#include <pointsman/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace pointsman::http {

inline constexpr std::size_t default_page = 100;
inline constexpr std::size_t largest_page = 1000;

// Which part of a list is asked for: at most `limit` entries after the one named `after`.
struct page {
    std::string after;
    std::size_t limit = default_page;
};

// Of "after=...&limit=...", both optional; the error is for whoever asked.
base::result<page, std::string> read_page(std::string_view query);

}  // namespace pointsman::http
