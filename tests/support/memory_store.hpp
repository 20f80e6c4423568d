#pragma once

#include "virtual_time.hpp"

#include <pointsman/engine/ports.hpp>

#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pointsman::support {

// A journal in memory that takes its time to commit, and can go away.
class memory_store final : public engine::store {
public:
    explicit memory_store(virtual_time& time) : time_(time) {}

    void append(journal::record entry, std::function<void(engine::append_result)> done) override {
        if (refuses && refuses(entry)) return done(engine::append_result::refused);
        if (poisons && poisons(entry)) return done(engine::append_result::poisoned);
        if (hung) return waiting_.push_back({std::move(entry), std::move(done)});
        time_.call_after(commit_time, [this, entry = std::move(entry), done = std::move(done)] {
            commit({entry, done});
        });
    }

    bool available() const override { return !stalled; }

    // What hung is committed after all.
    void wake() {
        hung = false;
        for (const auto& one : std::exchange(waiting_, {})) commit(one);
    }

    template <class Record>
    std::vector<Record> all() const {
        std::vector<Record> found;
        for (const journal::record& one : records)
            if (const auto* match = std::get_if<Record>(&one)) found.push_back(*match);
        return found;
    }

    base::duration commit_time = std::chrono::milliseconds(2);
    bool hung = false;     // takes records and commits nothing
    bool stalled = false;  // says so
    std::function<bool(const journal::record&)> refuses;
    std::function<bool(const journal::record&)> poisons;
    std::vector<journal::record> records;  // in the order of commit

private:
    struct waiting {
        journal::record entry;
        std::function<void(engine::append_result)> done;
    };

    void commit(const waiting& one) {
        records.push_back(one.entry);
        one.done(engine::append_result::durable);
    }

    virtual_time& time_;
    std::vector<waiting> waiting_;
};

}  // namespace pointsman::support
