#include <pointsman/cap/book.hpp>

namespace pointsman::cap {

std::shared_ptr<counter> book::counter_of(const std::string& name) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<counter>& found = counters_[name];
    if (!found) found = std::make_shared<counter>();
    return found;
}

}  // namespace pointsman::cap
