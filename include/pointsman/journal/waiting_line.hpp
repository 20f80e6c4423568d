#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/journal/record.hpp>

#include <cstddef>
#include <deque>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace pointsman::journal {

struct line_limits {
    std::size_t records = 20'000;
    std::size_t bytes = std::size_t{256} << 20;
    std::size_t batch_records = 512;
    std::size_t batch_bytes = std::size_t{4} << 20;
};

// The records that wait to be written, first in, first out, within bounds of number and memory.
// Submissions may use only three quarters of the room, so that under overload new leads are refused
// before a lead in flight loses its outcome. `Mark` is what the caller wants to find again with
// each record, e.g. its completion. Not thread-safe.
template <class Mark>
class waiting_line {
public:
    struct item {
        record entry;
        Mark mark;
        base::steady_time since;
        std::size_t bytes = 0;
    };

    explicit waiting_line(line_limits limits) : limits_(limits) {}

    // False when there is no room; the arguments are then untouched.
    bool push(record&& entry, Mark&& mark, base::steady_time now) {
        const std::size_t bytes = approximate_bytes(entry);
        if (!has_room(bytes, is_submission(entry))) return false;
        line_.push_back({std::move(entry), std::move(mark), now, bytes});
        bytes_ += bytes;
        return true;
    }

    // The next batch, at most batch_records and batch_bytes but at least one; empty if none waits.
    std::vector<item> take_batch() {
        std::vector<item> batch;
        std::size_t bytes = 0;
        while (!line_.empty() && batch.size() < limits_.batch_records) {
            bytes += line_.front().bytes;
            if (!batch.empty() && bytes > limits_.batch_bytes) break;
            batch.push_back(std::move(line_.front()));
            line_.pop_front();
            bytes_ -= batch.back().bytes;
        }
        return batch;
    }

    // Takes out all submissions: nobody has heard of them yet, so they can still be refused.
    std::vector<item> withdraw_submissions() {
        std::vector<item> withdrawn;
        std::deque<item> kept;
        for (item& each : line_) {
            if (is_submission(each.entry)) {
                bytes_ -= each.bytes;
                withdrawn.push_back(std::move(each));
            } else {
                kept.push_back(std::move(each));
            }
        }
        line_.swap(kept);
        return withdrawn;
    }

    std::vector<item> take_all() {
        std::vector<item> all(std::make_move_iterator(line_.begin()),
                              std::make_move_iterator(line_.end()));
        line_.clear();
        bytes_ = 0;
        return all;
    }

    // Since when the first in line waits.
    std::optional<base::steady_time> oldest() const {
        if (line_.empty()) return std::nullopt;
        return line_.front().since;
    }

    bool empty() const { return line_.empty(); }

    std::size_t size() const { return line_.size(); }

    std::size_t bytes() const { return bytes_; }

private:
    bool has_room(std::size_t bytes, bool submission) const {
        const auto room = [submission](std::size_t limit) {
            return submission ? limit - limit / 4 : limit;
        };
        return line_.size() < room(limits_.records) && bytes_ + bytes <= room(limits_.bytes);
    }

    line_limits limits_;
    std::deque<item> line_;
    std::size_t bytes_ = 0;
};

}  // namespace pointsman::journal
