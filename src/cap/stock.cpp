#include <pointsman/cap/stock.hpp>

#include <utility>

namespace pointsman::cap {

reservation::reservation(std::vector<charge> charges) : charges_(std::move(charges)) {}

reservation::reservation(reservation&& other) noexcept
    : charges_(std::exchange(other.charges_, {})) {}

reservation& reservation::operator=(reservation&& other) noexcept {
    if (this != &other) {
        release();
        charges_ = std::exchange(other.charges_, {});
    }
    return *this;
}

reservation::~reservation() {
    release();
}

void reservation::commit() {
    for (const charge& each : hold()) each.from->commit(each.window, each.amount);
}

void reservation::release() {
    for (const charge& each : hold()) each.from->release(each.window, each.amount);
}

void reservation::add(charge more) {
    charges_.push_back(std::move(more));
}

void reservation::make_room(std::size_t more_charges) {
    charges_.reserve(charges_.size() + more_charges);
}

std::vector<charge> reservation::hold() {
    return std::exchange(charges_, {});
}

}  // namespace pointsman::cap
