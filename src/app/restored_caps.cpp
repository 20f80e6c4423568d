#include "restored_caps.hpp"

#include <pointsman/postgres/recovery.hpp>

#include <utility>
#include <vector>

namespace pointsman::app {
namespace {

class stored_usage final : public engine::past_usage {
public:
    explicit stored_usage(std::string url) : url_(std::move(url)) {}

    base::result<std::vector<engine::usage_so_far>, std::string> usage_since(
        const std::vector<engine::usage_question>& questions, engine::unsettled posts) override {
        return postgres::usage_since(url_, questions, posts);
    }

    base::result<std::vector<engine::use>, std::string> uses_since(
        const engine::usage_question& question, engine::unsettled posts) override {
        return postgres::uses_since(url_, question, posts);
    }

    base::result<std::vector<base::money>, std::string> balances_of(
        const std::vector<engine::account_question>& questions) override {
        return postgres::balances_of(url_, questions);
    }

private:
    std::string url_;
};

}  // namespace

base::result<void, std::string> restore_caps(const plan::snapshot& plan,
                                             const plan::snapshot* in_force, const std::string& url,
                                             base::wall_time now) {
    stored_usage past(url);
    return engine::restore_caps(plan, in_force, past, now);
}

}  // namespace pointsman::app
