#include <pointsman/filter/matcher.hpp>

#include <utility>

namespace pointsman::filter {
namespace {

class scan final : public matcher {
public:
    scan(const lead::catalogue& fields, const std::vector<std::optional<rule>>& filters) {
        orders_.reserve(filters.size());
        for (const std::optional<rule>& filter : filters) {
            if (filter)
                orders_.emplace_back(compiled_rule(fields, *filter));
            else
                orders_.emplace_back(std::nullopt);
        }
    }

    std::vector<position> match(const lead::values& lead) const override {
        std::vector<position> passing;
        for (position at = 0; at < orders_.size(); ++at) {
            if (!orders_[at] || orders_[at]->passes(lead)) passing.push_back(at);
        }
        return passing;
    }

    verdicts explain(const lead::values& lead) const override {
        verdicts all;
        for (position at = 0; at < orders_.size(); ++at) {
            std::optional<refusal> why;
            if (orders_[at]) why = orders_[at]->judge(lead);
            if (why)
                all.refused.push_back({at, *std::move(why)});
            else
                all.passing.push_back(at);
        }
        return all;
    }

private:
    std::vector<std::optional<compiled_rule>> orders_;  // nothing: passes every lead
};

}  // namespace

std::unique_ptr<matcher> make_scan(const lead::catalogue& fields,
                                   const std::vector<std::optional<rule>>& filters) {
    return std::make_unique<scan>(fields, filters);
}

}  // namespace pointsman::filter
