#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace pointsman::base {

// A queue between threads that refuses rather than grows. Closing it wakes the consumer, which
// still receives what is left.
template <class Item>
class bounded_queue {
public:
    explicit bounded_queue(std::size_t capacity) : capacity_(capacity) {}

    // False when full or closed; the item is then untouched.
    bool try_push(Item&& item) {
        {
            const std::lock_guard lock(mutex_);
            if (closed_ || items_.size() >= capacity_) return false;
            items_.push_back(std::move(item));
        }
        not_empty_.notify_one();
        return true;
    }

    // Waits for at least one item, then takes up to `most`. Empty only when closed and drained.
    std::vector<Item> pop_up_to(std::size_t most) {
        std::unique_lock lock(mutex_);
        not_empty_.wait(lock, [this] { return closed_ || !items_.empty(); });
        return take(most);
    }

    // Takes out, in order, the waiting items for which `pick` is true.
    template <class Predicate>
    std::vector<Item> remove_if(Predicate pick) {
        const std::lock_guard lock(mutex_);
        std::vector<Item> removed;
        std::deque<Item> kept;
        for (Item& item : items_) {
            if (pick(item))
                removed.push_back(std::move(item));
            else
                kept.push_back(std::move(item));
        }
        items_.swap(kept);
        return removed;
    }

    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        not_empty_.notify_all();
    }

    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return items_.size();
    }

    std::size_t capacity() const { return capacity_; }

private:
    std::vector<Item> take(std::size_t most) {
        std::vector<Item> taken;
        while (!items_.empty() && taken.size() < most) {
            taken.push_back(std::move(items_.front()));
            items_.pop_front();
        }
        return taken;
    }

    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable not_empty_;
    std::deque<Item> items_;
    bool closed_ = false;
};

}  // namespace pointsman::base
