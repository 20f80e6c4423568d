#pragma once

#include <pointsman/base/money.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/cap/book.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::sim {

using namespace std::chrono_literals;

// All that a run draws from its seed beforehand. Rates are in permille.
struct cap_option {
    cap::event on = cap::event::sale;
    cap::period per = cap::period::day;
    cap::measure what = cap::measure::count;
    std::int64_t most = 1;
    bool only_california = false;
};

// What a connection declares to be asked or told after the walk; `times` of 0: not declared.
struct follow_up_option {
    int status_times = 0;
    base::duration status_after{};
    base::duration status_every{};
    bool otherwise_rejects = false;   // the status contract: all but "not_known" is a refusal
    bool never_seen_rejects = false;  // "not_known" too: it is given time until it is true
    int repost_times = 0;
    base::duration repost_after{};
    bool void_notice = false;
};

struct order_option {
    bool pings = true;
    bool holds = true;
    std::optional<base::duration> settle_after;
    bool settle_as_sold = false;
    std::uint32_t tier = 0;
    std::string zone;
    bool has_hours = false;
    std::vector<cap_option> caps;
    std::size_t buyer = 0;  // the order's own number, or that of an earlier one
    std::optional<std::int64_t> max_open_posts;
    bool takes_post_price = false;  // its contract takes the price that the accept names
    follow_up_option follow_ups = {};
    // Of the buyer that has this order's number.
    std::vector<cap_option> buyer_caps;
    std::optional<std::int64_t> credit_micros;  // prepaid, with a floor so far below zero
};

// Places in a server's code at which it may be killed.
enum class point {
    received_stored,
    posting_stored,
    before_post,
    after_post,
    outcome_appended,
    answer_heard,
    recovering,
    follow_up_stored,
    before_follow_up,
    after_follow_up,
    follow_up_end_appended
};
inline constexpr int point_count = 7;            // that any crash may come at
inline constexpr int follow_up_point_count = 4;  // the rest: only crashes drawn for them

struct crash_option {
    std::optional<sim::point> where;  // or after so many steps
    std::int64_t nth = 1;
    base::duration down{};
};

struct options {
    std::uint64_t seed = 0;
    base::wall_time start;
    base::duration faults_end{};
    std::vector<order_option> orders;
    std::uint32_t tiers = 1;
    bool waterfall = false;
    base::duration deadline{};
    std::int64_t payout_basis_points = 8000;
    std::vector<cap_option> tree_caps;
    std::vector<cap_option> seller_caps;  // each seller's own
    int sellers = 1;
    int leads = 10;
    std::int64_t copies = 0;
    std::int64_t tests = 0;
    int consumers = 0;  // who send leads again and again; none: everybody sends one
    // What the market's rules about duplicates say then.
    bool rejects_sold = false;     // once sold, not taken again
    bool excludes_posted = false;  // a buyer that was posted is not posted again
    std::int64_t returns = 0;      // of the sales
    std::int64_t resells = 0;      // of the returns: for a reason that lets the lead be sold again
    std::int64_t resale_times = 1;
    std::int64_t network_bears = 0;  // of the returns: the seller keeps its payout
    std::size_t follow_ups_per_buyer = 4;
    std::size_t notices_waiting = 10'000;
    std::int64_t slow_looks = 0;  // into the archive of posts
    // Buyers.
    std::int64_t unsent = 0, lost_request = 0, lost_reply = 0, slow = 0, garbage = 0, rejects = 0;
    // The database.
    std::int64_t lost_commit = 0, failed_commit = 0, slow_commit = 0, poison = 0;
    int outages = 0;
    // Servers and clocks.
    std::vector<crash_option> crashes;
    int pauses = 0;
    std::int64_t takeover = 0;
    int clock_jumps = 0;
    int reloads = 0;
};

options draw_options(std::uint64_t seed);

std::string describe(const options& how);

}  // namespace pointsman::sim
