#include <pointsman/sandbox/verification.hpp>

#include <iterator>

namespace pointsman::sandbox {

std::vector<disagreement> all_disagreements(const evidence& all) {
    std::vector<disagreement> found;
    for (auto* check :
         {check_answers, check_sales, check_calls, check_privacy, check_caps, check_ledger}) {
        std::vector<disagreement> more = check(all);
        found.insert(found.end(), std::make_move_iterator(more.begin()),
                     std::make_move_iterator(more.end()));
    }
    return found;
}

}  // namespace pointsman::sandbox
