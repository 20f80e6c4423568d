#include <pointsman/sandbox/buyer_profile.hpp>

namespace pointsman::sandbox {

std::string_view to_text(mood which) {
    switch (which) {
        case mood::normal: return "normal";
        case mood::hang: return "hang";
        case mood::close: return "close";
        case mood::status_500: return "status_500";
        case mood::garbage: return "garbage";
        case mood::drip: return "drip";
        case mood::oversized: return "oversized";
    }
    return "";
}

std::optional<mood> parse_mood(std::string_view text) {
    for (const mood which : all_moods)
        if (to_text(which) == text) return which;
    return std::nullopt;
}

}  // namespace pointsman::sandbox
