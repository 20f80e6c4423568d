#include "configuration.hpp"

#include <pointsman/postgres/recovery.hpp>

#include <cstddef>
#include <utility>

namespace pointsman::app {

base::result<yaml::loaded, std::vector<yaml::problem>> load_folder(
    const std::filesystem::path& folder, cap::book& counters, yaml::purpose why) {
    auto files = yaml::read_folder(folder);
    if (!files) return base::failure(std::move(files.error()));
    return yaml::load(*files, counters, yaml::system_secrets(folder), why);
}

base::result<void, std::string> restore_caps(const plan::snapshot& plan, const std::string& url,
                                             base::wall_time now) {
    std::vector<postgres::usage_question> questions;
    std::vector<const cap::limit*> asked_for;
    for (const plan::order& order : plan.orders) {
        for (const plan::order_cap& cap : order.caps) {
            // The journal counts sales by order; a cap on some of its leads only is not told apart
            // and starts at zero.
            if (cap.limit.on != cap::event::sale || cap.when) continue;
            const cap::zone& zone = plan.buyers.at(order.buyer).zone;
            questions.push_back({order.name, cap::window_start(cap.limit.per, zone, now)});
            asked_for.push_back(&cap.limit);
        }
    }
    const auto sold = postgres::sales_since(url, questions);
    if (!sold) return base::failure(sold.error());
    for (std::size_t i = 0; i < asked_for.size(); ++i) {
        const cap::limit& limit = *asked_for[i];
        const postgres::sales_so_far& found = (*sold)[i];
        const std::int64_t used =
            limit.what == cap::measure::count ? found.count : found.spend.micros();
        const cap::usage known = limit.used->used(questions[i].since);
        if (known.committed + known.reserved == 0)
            limit.used->restore(questions[i].since, {used, 0});
    }
    return {};
}

}  // namespace pointsman::app
