#pragma once

#include <cstdint>
#include <mutex>

namespace pointsman::cap {

// How often the buyer accepts the posts of one order, measured since the process started: the mean
// of a Beta distribution with the prior Beta(1, 0), (accepted + 1) / (posted + 1). Without a single
// post it is 1, under which a soft cap is a hard one; every refusal brings it down. Once it knows
// `remembered_posts` both counts are halved, so that it follows a buyer that changes. Posts whose
// answer is unknown do not count, nor does their settlement. Thread-safe.
class accept_rate {
public:
    static constexpr std::int64_t remembered_posts = 2000;

    void count(bool is_accepted);

    // More than 0, at most 1.
    double estimate() const;

private:
    mutable std::mutex mutex_;
    std::int64_t accepted_ = 0;
    std::int64_t posted_ = 0;
};

// The chance that more than `most` of `trials` independent trials succeed, each with `chance`: the
// upper tail of the binomial distribution. Neither number is negative, 0 <= chance <= 1. Takes
// `trials` steps: never called under a lock that leads share (see cap::reserve).
double chance_of_more_than(std::int64_t most, std::int64_t trials, double chance);

}  // namespace pointsman::cap
