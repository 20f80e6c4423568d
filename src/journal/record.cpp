#include <pointsman/journal/record.hpp>

#include <numeric>

namespace pointsman::journal {

namespace {

template <class... Texts>
std::size_t sizes_of(const Texts&... texts) {
    return (texts.size() + ...);
}

template <class Items, class Size>
std::size_t sum_of(const Items& items, Size size) {
    return std::accumulate(
        items.begin(), items.end(), std::size_t{0},
        [&](std::size_t sum, const auto& item) { return sum + sizeof(item) + size(item); });
}

std::size_t held_by(const received& what) {
    return sizes_of(what.seller, what.source, what.vertical, what.tree, what.currency, what.ref,
                    what.idempotency_key, what.request_key, what.fields_json, what.personal_sealed,
                    what.wrapped_key, what.candidates_json) +
           sum_of(what.sub_ids, [](const std::string& text) { return text.size(); }) +
           sum_of(what.hashes, [](const personal_hash& hash) { return hash.kind.size(); }) +
           what.duplicate_keys.size() * sizeof(base::digest);
}

std::size_t held_by(const refused& what) {
    return sizes_of(what.seller, what.vertical, what.ref, what.reason, what.problems_json);
}

std::size_t held_by(const posting& what) {
    return sizes_of(what.order, what.buyer, what.tier, what.currency, what.captured_sealed);
}

std::size_t held_by(const candidate& what) {
    return sizes_of(what.order, what.buyer, what.tier, what.reason, what.detail);
}

std::size_t held_by(const attempt& what) {
    return sizes_of(what.order, what.buyer, what.result, what.detail, what.reply_sealed);
}

std::size_t held_by(const outcome& what) {
    const auto held = [](const auto& part) { return held_by(part); };
    return sizes_of(what.seller, what.vertical, what.status, what.reason, what.currency,
                    what.answer_sealed, what.events_json) +
           sum_of(what.candidates, held) + sum_of(what.attempts, held) +
           sum_of(what.entries, [](const ledger::entry& line) { return line.party.size(); });
}

std::size_t held_by(const late_reply& what) {
    return sizes_of(what.order, what.result, what.reply_sealed);
}

std::size_t held_by(const void_answer& what) {
    return sizes_of(what.order, what.buyer, what.came_by, what.reference);
}

std::size_t held_by(const untaken_accept& what) {
    return sizes_of(what.order, what.buyer, what.came_by);
}

std::size_t held_by(const follow_up& what) {
    return sizes_of(what.order, what.buyer);
}

std::size_t held_by(const follow_up_end& what) {
    return sizes_of(what.order, what.result, what.detail, what.reply_sealed);
}

}  // namespace

std::size_t approximate_bytes(const record& entry) {
    return sizeof(record) + std::visit([](const auto& what) { return held_by(what); }, entry);
}

bool is_submission(const record& entry) {
    return std::holds_alternative<received>(entry) || std::holds_alternative<refused>(entry);
}

}  // namespace pointsman::journal
