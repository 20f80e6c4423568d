#include "contact_formats.hpp"

#include <pointsman/lead/lead.hpp>

#include <pointsman/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <iterator>

namespace pointsman::lead {

namespace {

constexpr int zips_per_prefix = 100;

struct prefix_range {
    int first;  // three-digit prefixes, both inclusive
    int last;
    std::string_view state;
};

// USPS Domestic Mail Manual, labeling list L002 (three-digit ZIP code prefixes), in ascending
// order. Prefixes that stand in no range are unassigned.
constexpr auto prefix_ranges = std::to_array<prefix_range>({
    {5, 5, "NY"},     {6, 7, "PR"},     {8, 8, "VI"},     {9, 9, "PR"},     {10, 27, "MA"},
    {28, 29, "RI"},   {30, 38, "NH"},   {39, 49, "ME"},   {50, 54, "VT"},   {55, 55, "MA"},
    {56, 59, "VT"},   {60, 69, "CT"},   {70, 89, "NJ"},   {90, 98, "AE"},   {100, 149, "NY"},
    {150, 196, "PA"}, {197, 199, "DE"}, {200, 200, "DC"}, {201, 201, "VA"}, {202, 205, "DC"},
    {206, 212, "MD"}, {214, 219, "MD"}, {220, 246, "VA"}, {247, 268, "WV"}, {270, 289, "NC"},
    {290, 299, "SC"}, {300, 319, "GA"}, {320, 339, "FL"}, {340, 340, "AA"}, {341, 342, "FL"},
    {344, 344, "FL"}, {346, 347, "FL"}, {349, 349, "FL"}, {350, 352, "AL"}, {354, 369, "AL"},
    {370, 385, "TN"}, {386, 397, "MS"}, {398, 399, "GA"}, {400, 418, "KY"}, {420, 427, "KY"},
    {430, 459, "OH"}, {460, 479, "IN"}, {480, 499, "MI"}, {500, 516, "IA"}, {520, 528, "IA"},
    {530, 532, "WI"}, {534, 535, "WI"}, {537, 549, "WI"}, {550, 551, "MN"}, {553, 567, "MN"},
    {569, 569, "DC"}, {570, 577, "SD"}, {580, 588, "ND"}, {590, 599, "MT"}, {600, 620, "IL"},
    {622, 629, "IL"}, {630, 631, "MO"}, {633, 641, "MO"}, {644, 658, "MO"}, {660, 662, "KS"},
    {664, 679, "KS"}, {680, 681, "NE"}, {683, 693, "NE"}, {700, 701, "LA"}, {703, 708, "LA"},
    {710, 714, "LA"}, {716, 729, "AR"}, {730, 731, "OK"}, {733, 733, "TX"}, {734, 741, "OK"},
    {743, 749, "OK"}, {750, 770, "TX"}, {772, 799, "TX"}, {800, 816, "CO"}, {820, 831, "WY"},
    {832, 838, "ID"}, {840, 847, "UT"}, {850, 853, "AZ"}, {855, 857, "AZ"}, {859, 860, "AZ"},
    {863, 865, "AZ"}, {870, 871, "NM"}, {873, 875, "NM"}, {877, 884, "NM"}, {885, 885, "TX"},
    {889, 891, "NV"}, {893, 895, "NV"}, {897, 898, "NV"}, {900, 908, "CA"}, {910, 928, "CA"},
    {930, 961, "CA"}, {962, 966, "AP"}, {967, 968, "HI"}, {969, 969, "GU"}, {970, 979, "OR"},
    {980, 986, "WA"}, {988, 994, "WA"}, {995, 999, "AK"},
});

struct zip_range {
    int first;
    int last;
    std::string_view state;
};

// ZIP codes that lie elsewhere than the rest of their prefix. Palau, Micronesia and the Marshall
// Islands share Guam's prefix but are states of their own, not inhabited territories.
constexpr auto exceptions = std::to_array<zip_range>({
    {6390, 6390, "NY"},    // Fishers Island
    {73960, 73960, "TX"},  // Texhoma
    {83414, 83414, "WY"},  // Alta
    {96799, 96799, "AS"},  // Pago Pago
    {96939, 96949, ""},    // Palau, Micronesia
    {96950, 96952, "MP"},  // Saipan, Rota, Tinian
    {96960, 96979, ""},    // Marshall Islands
});

constexpr auto states = std::to_array<std::string_view>(
    {"AA", "AE", "AK", "AL", "AP", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA",
     "GU", "HI", "IA", "ID", "IL", "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO",
     "MP", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA",
     "PR", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VI", "VT", "WA", "WI", "WV", "WY"});

static_assert(std::ranges::is_sorted(states));
static_assert(std::ranges::is_sorted(prefix_ranges, {}, &prefix_range::first));
static_assert(std::ranges::is_sorted(exceptions, {}, &zip_range::first));

// The range that holds `number`, or null. Ranges are sorted and do not overlap.
template <class Ranges>
auto range_of(const Ranges& ranges, int number) -> const typename Ranges::value_type* {
    const auto after = std::ranges::upper_bound(ranges, number, {}, &Ranges::value_type::first);
    if (after == ranges.begin()) return nullptr;
    const auto* const range = std::prev(after);
    return number <= range->last ? range : nullptr;
}

}  // namespace

std::string_view state_of_zip(std::string_view zip) {
    if (zip.size() != zip_digits || !base::is_digits(zip)) return {};
    int number = 0;
    std::from_chars(zip.data(), zip.data() + zip.size(), number);
    if (const zip_range* exception = range_of(exceptions, number)) return exception->state;
    const prefix_range* range = range_of(prefix_ranges, number / zips_per_prefix);
    return range == nullptr ? std::string_view{} : range->state;
}

bool is_us_state(std::string_view code) {
    return std::ranges::binary_search(states, code);
}

}  // namespace pointsman::lead
