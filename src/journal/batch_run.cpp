#include <pointsman/base/planted.hpp>
#include <pointsman/journal/batch_run.hpp>

#include <algorithm>
#include <array>

namespace pointsman::journal {

namespace {

// Conflicts are retried at once, since the other transaction is done; not for ever, since it may
// come back.
constexpr int most_conflicts_in_a_row = 3;

}  // namespace

event classify(std::string_view sqlstate, std::string message) {
    static constexpr std::array<std::string_view, 5> faults_of_the_record{"21", "22", "23", "44",
                                                                          "54"};
    if (sqlstate == "40001" || sqlstate == "40P01") return conflict{};
    if (std::ranges::find(faults_of_the_record, sqlstate.substr(0, 2)) !=
        faults_of_the_record.end())
        return data_error{std::string(sqlstate), std::move(message)};
    return failed{};
}

batch_run::batch_run(std::size_t records, std::function<base::uuid()> next_id, back_off& delays)
    : next_id_(std::move(next_id)), delays_(delays) {
    if (records > 0) waiting_.push_back({0, records});
}

action batch_run::start() {
    return next_part();
}

action batch_run::resume(const event& came) {
    return std::visit([this](const auto& which) { return after(which); }, came);
}

action batch_run::next_part() {
    if (waiting_.empty()) return finished{};
    current_ = waiting_.back();
    waiting_.pop_back();
    batch_ = next_id_();
    poison_.reset();
    ever_in_doubt_ = false;
    return try_part();
}

action batch_run::try_part() {
    if (must_look_up_) return look_up{batch_};
    if (poison_) return set_aside{batch_, current_.first, *poison_};
    return execute{batch_, current_.first, current_.count};
}

action batch_run::part_done(settlement how) {
    must_look_up_ = false;
    conflicts_ = 0;
    for (std::size_t i = 0; i < current_.count; ++i) settled_.push_back({current_.first + i, how});
    return fenced_ ? all_refused() : next_part();
}

action batch_run::all_refused() {
    for (; !waiting_.empty(); waiting_.pop_back())
        for (std::size_t i = 0; i < waiting_.back().count; ++i)
            settled_.push_back({waiting_.back().first + i, settlement::refused});
    return finished{};
}

action batch_run::after(const committed&) {
    delays_.reset();
    return part_done(poison_ ? settlement::poisoned : settlement::durable);
}

action batch_run::after(const already_there&) {
    return after(committed{});
}

action batch_run::after(const in_doubt&) {
    must_look_up_ = ever_in_doubt_ = true;
    if (planted(base::bug::replay_without_batch_id)) {
        batch_ = next_id_();
        must_look_up_ = false;
    }
    return after(failed{});
}

action batch_run::after(const failed&) {
    return reconnect{delays_.next()};
}

action batch_run::after(const conflict&) {
    if (++conflicts_ <= most_conflicts_in_a_row) return try_part();
    conflicts_ = 0;
    return after(failed{});
}

// A newer epoch begins only after the transactions of the old one have ended (the node's row is
// locked by each), so what a look-up finds now is final.
action batch_run::after(const fenced&) {
    fenced_ = true;
    must_look_up_ = ever_in_doubt_;
    return must_look_up_ ? try_part() : part_done(settlement::refused);
}

action batch_run::after(const connected&) {
    return try_part();
}

action batch_run::after(const looked_up& answer) {
    must_look_up_ = false;
    if (answer.found) return after(committed{});
    if (fenced_) return part_done(settlement::refused);
    // The lost try may still be on its way to its commit. Running the same id again is safe: its
    // key is unique, so PostgreSQL makes this try wait for the other one's end.
    return try_part();
}

action batch_run::after(const data_error& why) {
    if (poison_ || planted(base::bug::poison_takes_batch)) return part_done(settlement::poisoned);
    if (current_.count > 1) {
        const std::size_t half = current_.count / 2;
        waiting_.push_back({current_.first + half, current_.count - half});
        waiting_.push_back({current_.first, half});
        return next_part();
    }
    poison_ = why;
    batch_ = next_id_();
    ever_in_doubt_ = false;
    return try_part();
}

}  // namespace pointsman::journal
