#include "derive.hpp"
#include "number_limits.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/lead/lead.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace pointsman::lead {

namespace {

using nlohmann::json;

// A submission of nothing but unknown names would otherwise compare each with the whole catalogue.
constexpr std::size_t max_suggestions = 16;

bool is_required(const field& definition, stage required_for) {
    switch (definition.required) {
        case required_at::never: return false;
        case required_at::ping: return true;
        case required_at::post: return required_for == stage::post;
    }
    std::unreachable();
}

// Reads one submission: first what was given, then what follows from it, then what is still
// missing.
class reader {
public:
    reader(const catalogue& fields, const json& object, stage required_for, base::wall_time now)
        : fields_(fields),
          object_(object),
          required_for_(required_for),
          now_(now),
          values_(fields.size()),
          complaints_(fields.size()) {}

    base::result<values, std::vector<field_problem>> read() && {
        for (std::size_t i = 0; i < fields_.size(); ++i) read_given(i);
        for (std::size_t i = 0; i < fields_.size(); ++i)
            if (!is_present(values_[i]) && !complaints_[i]) complete(i);
        std::vector<field_problem> problems = all_problems();
        if (!problems.empty())
            return base::failure<std::vector<field_problem>>(std::move(problems));
        return std::move(values_);
    }

private:
    const field& definition(std::size_t i) const { return fields_.fields()[i]; }

    void complain(std::size_t i, problem_kind kind, std::string what) {
        complaints_[i] = field_problem{definition(i).name, kind, std::move(what)};
    }

    void read_given(std::size_t i) {
        const auto given = object_.find(definition(i).name);
        if (given == object_.end()) return;
        base::result<value, std::string> read = read_value(definition(i), *given);
        if (read)
            values_[i] = *std::move(read);
        else
            complain(i, problem_kind::invalid, std::move(read.error()));
    }

    void complete(std::size_t i) {
        const std::optional<field_number> source = definition(i).derived_from;
        // A wrong source has its own complaint; that nothing follows from it needs no second one.
        if (source && is_wrong(*source)) return;
        if (source) values_[i] = derive(definition(i), values_[*source], now_);
        if (const auto* number = std::get_if<std::int64_t>(&values_[i])) {
            if (!is_within_limits(definition(i), *number))
                complain(i, problem_kind::invalid, expected_number(definition(i)));
        } else if (!is_present(values_[i]) && is_required(definition(i), required_for_)) {
            complain_of_missing(i, source);
        }
    }

    bool is_wrong(field_number number) const {
        return complaints_[number] && complaints_[number]->kind == problem_kind::invalid;
    }

    void complain_of_missing(std::size_t i, std::optional<field_number> source) {
        if (!source) return complain(i, problem_kind::missing, "is required");
        const std::string& from = definition(*source).name;
        if (is_present(values_[*source]))
            complain(i, problem_kind::missing,
                     fmt::format("is required and does not follow from \"{}\"", from));
        else
            complain(i, problem_kind::missing,
                     fmt::format("is required, or \"{}\" from which it follows", from));
    }

    std::vector<field_problem> all_problems() {
        std::vector<field_problem> problems;
        for (std::optional<field_problem>& complaint : complaints_)
            if (complaint) problems.push_back(*std::move(complaint));
        for (const auto& [name, given] : object_.items())
            if (!fields_.find(name)) problems.push_back(unknown(name));
        return problems;
    }

    field_problem unknown(const std::string& name) {
        std::string nearest;
        if (suggestions_++ < max_suggestions) nearest = base::nearest_name(name, names());
        return {name, problem_kind::unknown,
                nearest.empty() ? "is not a field of this vertical"
                                : fmt::format("did you mean \"{}\"?", nearest)};
    }

    const std::vector<std::string>& names() {
        if (names_.empty())
            for (const field& known : fields_.fields()) names_.push_back(known.name);
        return names_;
    }

    const catalogue& fields_;
    const json& object_;
    const stage required_for_;
    const base::wall_time now_;
    values values_;
    std::vector<std::optional<field_problem>> complaints_;  // by field number
    std::vector<std::string> names_;
    std::size_t suggestions_ = 0;
};

}  // namespace

base::result<values, std::vector<field_problem>> read_fields(const catalogue& fields,
                                                             const json& object, stage required_for,
                                                             base::wall_time now) {
    if (!object.is_object())
        return base::failure<std::vector<field_problem>>(
            std::vector{field_problem{{}, problem_kind::invalid, "must be an object"}});
    return reader(fields, object, required_for, now).read();
}

}  // namespace pointsman::lead
