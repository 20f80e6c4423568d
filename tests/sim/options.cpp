#include "options.hpp"

#include "random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace pointsman::sim {
namespace {

using std::chrono::milliseconds;

// Half of the runs have none of a fault at all: what one fault hides, another run shows.
std::int64_t rate(random& draw, std::int64_t most) {
    return draw.chance(500) ? 0 : draw.between(1, most);
}

// Shortly before the moments at which windows change.
base::wall_time draw_start(random& draw) {
    using std::chrono::sys_days, std::chrono::year;
    const std::array<base::wall_time, 5> moments = {
        sys_days(year(2026) / 11 / 21) + 5h,  // midnight in New York
        sys_days(year(2026) / 11 / 21) + 8h,  // midnight in Los Angeles
        sys_days(year(2026) / 11 / 1) + 6h,   // the hour that comes twice in New York
        sys_days(year(2026) / 3 / 8) + 7h,    // the hour that is skipped there
        sys_days(year(2026) / 12 / 1)};       // a month in UTC
    return moments.at(static_cast<std::size_t>(draw.between(0, 4))) -
           milliseconds(draw.between(0, 40'000));
}

cap_option draw_cap(random& draw) {
    cap_option one;
    one.on = draw.chance(600)   ? cap::event::sale
             : draw.chance(500) ? cap::event::post
                                : cap::event::ping;
    constexpr std::array periods = {cap::period::day, cap::period::hour, cap::period::total,
                                    cap::period::week};
    one.per = periods.at(static_cast<std::size_t>(draw.between(0, 3)));
    one.most = draw.between(1, 4);
    if (one.on == cap::event::ping) one.most += 4;
    if (one.on != cap::event::ping && draw.chance(250)) {
        one.what = cap::measure::spend;
        one.most *= 15'000'000;
    }
    one.only_california = draw.chance(250);
    return one;
}

order_option draw_order(random& draw, std::uint32_t tiers) {
    constexpr std::array<const char*, 3> zones = {"UTC", "America/New_York", "America/Los_Angeles"};
    order_option one;
    one.pings = draw.chance(750);
    one.holds = draw.chance(750);
    if (draw.chance(300)) one.settle_after = milliseconds(draw.between(30'000, 60'000));
    one.settle_as_sold = draw.chance(300);
    one.tier = static_cast<std::uint32_t>(draw.between(0, tiers - 1));
    one.zone = zones.at(static_cast<std::size_t>(draw.between(0, 2)));
    one.has_hours = draw.chance(150);
    for (std::int64_t caps = draw.between(0, 2); caps > 0; --caps)
        one.caps.push_back(draw_cap(draw));
    return one;
}

std::vector<crash_option> draw_crashes(random& draw) {
    std::vector<crash_option> crashes;
    if (draw.chance(400)) return crashes;
    for (std::int64_t left = draw.between(1, 4); left > 0; --left) {
        crash_option one;
        one.down = milliseconds(draw.between(20, 3000));
        if (draw.chance(700)) {
            one.where = static_cast<point>(draw.between(0, point_count - 1));
            one.nth = draw.between(1, 6);
        } else {
            one.nth = draw.between(20, 1500);
        }
        crashes.push_back(one);
    }
    return crashes;
}

// What limits the posts of several orders, and places and money.
void draw_wider_limits(random draw, options& how) {
    if (draw.chance(250)) how.tree_caps.push_back(draw_cap(draw));
    if (draw.chance(250)) how.seller_caps.push_back(draw_cap(draw));
    for (cap_option& one : how.tree_caps) one.most *= 3;
    for (std::size_t number = 0; number < how.orders.size(); ++number) {
        order_option& one = how.orders[number];
        one.buyer = number > 0 && draw.chance(300) ? how.orders[number - 1].buyer : number;
        if (draw.chance(250)) one.buyer_caps.push_back(draw_cap(draw));
        if (draw.chance(300)) one.credit_micros = draw.between(10, 60) * 1'000'000;
        if (draw.chance(250)) one.max_open_posts = draw.between(1, 2);
    }
}

void draw_contracts(random draw, options& how) {
    const std::int64_t of_orders = draw.chance(300) ? 0 : 600;
    for (order_option& one : how.orders) one.takes_post_price = draw.chance(of_orders);
}

void draw_resales(random draw, options& how) {
    how.resells = rate(draw, 1000);
    how.resale_times = draw.between(1, 2);
    how.network_bears = rate(draw, 500);
}

follow_up_option draw_follow_up(random& draw, const order_option& order, bool clock_is_set) {
    follow_up_option one;
    if (!order.holds) {
        one.void_notice = draw.chance(800);
        return one;
    }
    if (draw.chance(600)) {
        one.status_times = static_cast<int>(draw.between(1, 6));
        one.status_after = milliseconds(draw.between(0, 5000));
        one.status_every = milliseconds(draw.between(1000, 8000));
        one.otherwise_rejects = draw.chance(300);
    }
    if (draw.chance(500)) {
        one.repost_times = static_cast<int>(draw.between(1, 4));
        one.repost_after = milliseconds(draw.between(1000, 6000));
    }
    // A post that nobody has seen after that time nobody will, if the clock tells the time.
    if (one.status_times > 0 && one.repost_times == 0 && !clock_is_set && draw.chance(300)) {
        one.never_seen_rejects = true;
        one.status_after = 15s;
    }
    return one;
}

void draw_follow_ups(random draw, options& how) {
    if (draw.chance(300)) return;
    for (order_option& one : how.orders)
        one.follow_ups = draw_follow_up(draw, one, how.clock_jumps > 0);
    how.follow_ups_per_buyer = static_cast<std::size_t>(draw.between(1, 4));
    if (draw.chance(300)) how.notices_waiting = static_cast<std::size_t>(draw.between(1, 2));
    how.slow_looks = rate(draw, 500);
    if (how.crashes.empty() || draw.chance(300)) return;
    crash_option one;
    one.where = static_cast<point>(point_count + draw.between(0, follow_up_point_count - 1));
    one.nth = draw.between(1, 4);
    one.down = milliseconds(draw.between(20, 3000));
    how.crashes.push_back(one);
}

}  // namespace

options draw_options(std::uint64_t seed) {
    random draw = random(seed).fork(1);
    options how;
    how.seed = seed;
    how.start = draw_start(draw);
    how.faults_end = milliseconds(draw.between(20'000, 90'000));
    how.tiers = static_cast<std::uint32_t>(draw.between(1, 2));
    how.waterfall = draw.chance(300);
    for (std::int64_t left = draw.between(2, 5); left > 0; --left)
        how.orders.push_back(draw_order(draw, how.tiers));
    how.deadline = milliseconds(draw.between(1500, 5000));
    how.payout_basis_points = draw.between(5000, 9500);
    how.sellers = static_cast<int>(draw.between(1, 3));
    how.leads = static_cast<int>(draw.between(4, 16));
    how.copies = rate(draw, 500);
    how.tests = draw.chance(300) ? 150 : 0;
    how.unsent = rate(draw, 100);
    how.lost_request = rate(draw, 100);
    how.lost_reply = rate(draw, 200);
    how.slow = rate(draw, 300);
    how.garbage = rate(draw, 100);
    how.rejects = draw.between(0, 500);
    how.lost_commit = rate(draw, 200);
    how.failed_commit = rate(draw, 100);
    how.slow_commit = rate(draw, 150);
    how.poison = draw.chance(200) ? draw.between(10, 100) : 0;
    how.outages = draw.chance(300) ? static_cast<int>(draw.between(1, 3)) : 0;
    how.crashes = draw_crashes(draw);
    how.pauses = draw.chance(300) ? static_cast<int>(draw.between(1, 2)) : 0;
    how.takeover = draw.chance(600) ? 700 : 0;
    how.clock_jumps = draw.chance(300) ? static_cast<int>(draw.between(1, 3)) : 0;
    how.reloads = draw.chance(400) ? static_cast<int>(draw.between(1, 4)) : 0;
    if (draw.chance(400)) {
        how.consumers = static_cast<int>(draw.between(1, 4));
        how.rejects_sold = draw.chance(600);
        how.excludes_posted = !how.rejects_sold || draw.chance(500);
    }
    how.returns = rate(draw, 500);
    draw_wider_limits(random(seed).fork(9), how);
    draw_contracts(random(seed).fork(10), how);
    draw_resales(random(seed).fork(11), how);
    draw_follow_ups(random(seed).fork(12), how);
    return how;
}

std::string describe(const options& how) {
    const auto count = [&how](const auto& declares) {
        return std::ranges::count_if(how.orders, declares, &order_option::follow_ups);
    };
    return fmt::format(
        "orders {} tiers {}{} sellers {} leads {} deadline {} ms start {} faults for {} s | "
        "buyers: unsent {} "
        "lost request {} lost reply {} slow {} garbage {} rejects {} | database: lost {} failed {} "
        "slow {} poison {} "
        "outages {} | crashes {} pauses {} takeover {} jumps {} reloads {} | consumers {}{}{} | "
        "returns {} resold {}, {} times, borne by the network {} | status {} repost {} void notice "
        "{}",
        how.orders.size(), how.tiers, how.waterfall ? " (waterfall)" : "", how.sellers, how.leads,
        how.deadline.count() / 1000, base::to_rfc3339(how.start),
        how.faults_end.count() / 1'000'000, how.unsent, how.lost_request, how.lost_reply, how.slow,
        how.garbage, how.rejects, how.lost_commit, how.failed_commit, how.slow_commit, how.poison,
        how.outages, how.crashes.size(), how.pauses, how.takeover, how.clock_jumps, how.reloads,
        how.consumers, how.rejects_sold ? " rejected once sold" : "",
        how.excludes_posted ? " posted once to a buyer" : "", how.returns, how.resells,
        how.resale_times, how.network_bears,
        count([](const follow_up_option& one) { return one.status_times > 0; }),
        count([](const follow_up_option& one) { return one.repost_times > 0; }),
        count([](const follow_up_option& one) { return one.void_notice; }));
}

}  // namespace pointsman::sim
