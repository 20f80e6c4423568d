#pragma once

#include <pointsman/cap/stock.hpp>

#include <cstdint>
#include <mutex>
#include <optional>

namespace pointsman::cap {

// How many posts of an order or a buyer are open: awarded, and neither accepted nor refused yet.
// One whose answer is unknown stays open until it is settled. Thread-safe.
class open_posts final : public stock {
public:
    // False, and nothing changed, if there are `most` already. Without a limit always true.
    bool try_take(std::optional<std::int64_t> most);

    // Whether try_take would be true now.
    bool has_room(std::optional<std::int64_t> most) const;

    // A post that was made before a restart and is still open, whatever the limit is now.
    void take_again();

    // However a post ends, its place is free again.
    void commit(base::wall_time, std::int64_t posts) override { give_back(posts); }

    void release(base::wall_time, std::int64_t posts) override { give_back(posts); }

    std::int64_t count() const;

private:
    void give_back(std::int64_t posts);

    mutable std::mutex mutex_;
    std::int64_t open_ = 0;
};

}  // namespace pointsman::cap
