#include "recovery.hpp"

#include "logging.hpp"

#include <pointsman/engine/recovery.hpp>
#include <pointsman/engine/restored_caps.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace pointsman::app {
namespace {

constexpr std::size_t page_leads = 1000;
constexpr std::size_t most_under_way = 2000;  // outcomes in the journal's queue at a time
constexpr base::duration next_try = std::chrono::milliseconds(500);

}  // namespace

base::result<void, std::string> recovery::take_over(plan::snapshot_pointer plan) {
    plan_ = std::move(plan);
    const auto take = [this](const engine::stored_post& one) {
        held_.emplace(one.posting.id, engine::reserve_again(*plan_, with_.counters, one));
        with_.unknown.expect(one.posting.id, one.posting.buyer);
        if (one.is_listed) pending_.push_back(one.posting.id);
    };
    const auto done = postgres::visit_unknown_posts(with_.url, with_.who, take);
    if (!done) return base::failure(done.error());
    const std::size_t unknown_posts = held_.size();
    // They are few, if not everything went wrong: then operators find the others a little later.
    if (const auto listed = list_page(); !listed) return listed;
    auto unnoted = postgres::unnoted_voids(with_.url, with_.who, with_.master_key);
    if (!unnoted) return base::failure(unnoted.error());
    for (engine::untold_void& one : *unnoted)
        with_.unknown.voids().add_when_possible(std::move(one.post), std::move(one.what));
    log(log_level::info, "took_over",
        {{"unknown_posts", unknown_posts}, {"epoch", with_.who.epoch}});
    return {};
}

recovery::left_behind recovery::reopen(const engine::stored_post& post,
                                       std::vector<cap::charge> held) const {
    return {engine::reopen(post, std::move(held), with_.master_key),
            engine::settlement_left_behind(*plan_, post, with_.master_key)};
}

void recovery::start() {
    thread_ = std::thread([this] { work(); });
}

void recovery::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

// Both page by page and in turn: a buyer's answer to a post of long ago and a seller that asks how
// its lead ended wait for a page of each other's, not for a hundred thousand.
void recovery::work() {
    base::lead_id after;
    bool is_recovering = true;
    while ((is_recovering || !pending_.empty()) && wait_until_quiet(most_under_way)) {
        if (const auto listed = list_page(); !listed) wait_for_database(listed.error());
        if (is_recovering) is_recovering = recover_page(after);
    }
    if (!wait_until_quiet(0)) return;
    plan_.reset();
    with_.recovered();
    log(log_level::info, "recovered", {{"leads", recovered_}, {"failed", failed_}});
    if (failed_ > 0) return;
    const auto noted = postgres::note_recovered(with_.url, with_.who, with_.began);
    if (!noted) log(log_level::warning, "recovery_not_noted", {{"what", noted.error()}});
}

// Of posts whose pending outcomes are written down, the oldest first.
base::result<void, std::string> recovery::list_page() {
    if (pending_.empty()) return {};
    const std::size_t size = std::min(page_leads, pending_.size());
    const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(size);
    const auto posts = postgres::last_posts_of(with_.url, {pending_.begin(), end});
    if (!posts) return base::failure(posts.error());
    for (const engine::stored_post& one : *posts)
        if (auto held = held_.extract(one.posting.id)) list(reopen(one, std::move(held.mapped())));
    pending_.erase(pending_.begin(), end);
    return {};
}

// From the oldest on; a page whose records were refused is read again. False when nothing is left
// or the server stops.
bool recovery::recover_page(base::lead_id& after) {
    auto page = postgres::interrupted_leads(with_.url, with_.who, after, page_leads);
    if (!page) return wait_for_database(page.error());
    if (page->empty()) return false;
    if (const auto found = find_posts_of(*page); !found) return wait_for_database(found.error());
    for (const engine::interrupted_lead& lead : *page) {
        auto outcome = engine::recover(lead, with_.master_key, with_.clock.now().wall);
        if (outcome) {
            if (!wait_until_quiet(most_under_way)) return false;
            append(std::move(*outcome));
        } else {
            log(log_level::error, "lead_not_recovered",
                {{"lead_id", to_text(lead.id)}, {"what", outcome.error()}});
            const std::lock_guard lock(mutex_);
            ++failed_;
        }
    }
    if (!wait_until_quiet(0)) return false;
    const std::size_t refused = [this] {
        const std::lock_guard lock(mutex_);
        return std::exchange(refused_, 0);
    }();
    if (refused > 0) return sleep(next_try);
    after = page->back().id;
    return true;
}

// They can be listed as soon as their outcomes are written down.
base::result<void, std::string> recovery::find_posts_of(
    const std::vector<engine::interrupted_lead>& page) {
    std::vector<base::lead_id> leads;
    for (const engine::interrupted_lead& lead : page)
        if (held_.contains(lead.id)) leads.push_back(lead.id);
    if (leads.empty()) return {};
    const auto posts = postgres::last_posts_of(with_.url, leads);
    if (!posts) return base::failure(posts.error());
    for (const engine::stored_post& one : *posts) {
        auto held = held_.extract(one.posting.id);
        if (held.empty()) continue;
        left_behind left = reopen(one, std::move(held.mapped()));
        const std::lock_guard lock(mutex_);
        to_list_.emplace(one.posting.id, std::move(left));
    }
    return {};
}

void recovery::append(journal::outcome record) {
    {
        const std::lock_guard lock(mutex_);
        ++under_way_;
    }
    const base::lead_id lead = record.id;
    with_.store.append(std::move(record),
                       [this, lead](engine::append_result result) { written(lead, result); });
}

void recovery::written(const base::lead_id& lead, engine::append_result result) {
    if (result != engine::append_result::refused) list(lead);
    {
        const std::lock_guard lock(mutex_);
        --under_way_;
        switch (result) {
            case engine::append_result::durable: ++recovered_; break;
            case engine::append_result::refused: ++refused_; break;
            case engine::append_result::poisoned: ++failed_; break;
        }
    }
    changed_.notify_all();
}

// From here on its unknown post may be settled.
void recovery::list(const base::lead_id& lead) {
    std::optional<left_behind> left;
    {
        const std::lock_guard lock(mutex_);
        const auto found = to_list_.find(lead);
        if (found == to_list_.end()) return;
        left = std::move(found->second);
        to_list_.erase(found);
    }
    list(std::move(*left));
}

void recovery::list(left_behind left) {
    const std::string offer_id = engine::offer_id_of(left.post.posting);
    with_.unknown.add(std::move(left.post));
    if (left.heard)
        with_.unknown.settle_when_possible(offer_id, *left.heard, with_.clock.now().wall);
}

bool recovery::wait_until_quiet(std::size_t most) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopping_ || under_way_ <= most; });
    return !stopping_;
}

// False when the server stops.
bool recovery::wait_for_database(const std::string& what) {
    log(log_level::warning, "recovery_waits", {{"what", what}});
    return sleep(next_try);
}

bool recovery::sleep(base::duration span) {
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, span, [this] { return stopping_; });
}

}  // namespace pointsman::app
