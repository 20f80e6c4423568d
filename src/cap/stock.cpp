#include <pointsman/cap/stock.hpp>

#include <algorithm>
#include <utility>

namespace pointsman::cap {

namespace {

std::int64_t final_amount(const charge& reserved, const cost& final) {
    switch (reserved.as) {
        case counted::pieces: return reserved.amount;
        case counted::price: return std::min(reserved.amount, final.price_micros);
        case counted::payout: return std::min(reserved.amount, final.payout_micros);
    }
    std::unreachable();
}

}  // namespace

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

// Committed first: at no moment is more free than in the end.
void reservation::commit_at(const cost& final) {
    for (const charge& each : hold()) {
        const std::int64_t used = final_amount(each, final);
        each.from->commit(each.window, used);
        if (used < each.amount) each.from->release(each.window, each.amount - used);
    }
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
