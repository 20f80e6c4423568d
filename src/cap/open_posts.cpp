#include <pointsman/cap/open_posts.hpp>

#include <cassert>

namespace pointsman::cap {

bool open_posts::try_take(std::optional<std::int64_t> most) {
    const std::lock_guard lock(mutex_);
    if (most && open_ >= *most) return false;
    ++open_;
    return true;
}

bool open_posts::has_room(std::optional<std::int64_t> most) const {
    const std::lock_guard lock(mutex_);
    return !most || open_ < *most;
}

void open_posts::take_again() {
    const std::lock_guard lock(mutex_);
    ++open_;
}

std::int64_t open_posts::count() const {
    const std::lock_guard lock(mutex_);
    return open_;
}

void open_posts::give_back(std::int64_t posts) {
    const std::lock_guard lock(mutex_);
    assert(open_ >= posts);
    open_ -= posts;
}

}  // namespace pointsman::cap
