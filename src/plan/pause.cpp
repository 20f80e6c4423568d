#include <pointsman/plan/pause.hpp>

namespace pointsman::plan {

std::string describe(const pause& one) {
    std::string text = one.reason;
    if (one.until) {
        if (!text.empty()) text += ", ";
        text += "until " + base::to_short_rfc3339(*one.until);
    }
    return text;
}

}  // namespace pointsman::plan
