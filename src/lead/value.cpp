#include <pointsman/lead/value.hpp>

#include <fmt/format.h>

namespace pointsman::lead {

namespace {

struct writer {
    std::string operator()(absent) const { return {}; }

    std::string operator()(bool truth) const { return truth ? "true" : "false"; }

    std::string operator()(std::int64_t number) const { return std::to_string(number); }

    std::string operator()(const std::string& text) const { return text; }

    std::string operator()(decimal number) const {
        std::string text = base::to_text(base::money::from_micros(number.millionths));
        while (text.ends_with('0')) text.pop_back();
        if (text.ends_with('.')) text.pop_back();
        return text;
    }

    std::string operator()(std::chrono::sys_days day) const {
        const std::chrono::year_month_day date{day};
        return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    }
};

}  // namespace

std::string to_text(const value& v) {
    return std::visit(writer{}, v);
}

}  // namespace pointsman::lead
