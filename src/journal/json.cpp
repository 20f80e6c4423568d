#include <pointsman/base/text.hpp>
#include <pointsman/journal/json.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <concepts>

namespace pointsman::journal {

namespace {

using nlohmann::json;

json value_of(const std::string& text) {
    if (base::is_clean_utf8(text)) return text;
    return {
        {"hex", base::to_hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()})}};
}

template <std::integral Number>
json value_of(Number number) {
    return number;
}

template <std::size_t Size>
json value_of(const std::array<std::uint8_t, Size>& fixed) {
    return base::to_hex(fixed);
}

json value_of(const base::bytes& sealed) {
    return base::to_hex(sealed);
}

json value_of(base::money amount) {
    return amount.micros();
}

json value_of(base::duration span) {
    return span.count();
}

json value_of(base::wall_time at) {
    return base::to_rfc3339(at);
}

json value_of(const base::lead_id& id) {
    return base::to_text(id);
}

json value_of(const personal_hash& hash) {
    return {{"kind", value_of(hash.kind)}, {"value", value_of(hash.value)}};
}

json value_of(const ledger::entry& line) {
    return {{"account", value_of(std::string(ledger::to_text(line.side)))},
            {"party", value_of(line.party)},
            {"amount_micros", value_of(line.amount)}};
}

json value_of(const sale& what);
json value_of(const resale& what);
json value_of(const ledger::price_limits& what);

template <class Item>
json value_of(const std::optional<Item>& maybe) {
    return maybe ? value_of(*maybe) : json(nullptr);
}

json value_of(const ledger::price_limits& what) {
    json value{{"min_margin_micros", value_of(what.payout.min_margin)},
               {"floor_micros", value_of(what.floor)},
               {"min_payout_micros", value_of(what.min_payout)}};
    if (const auto* share = std::get_if<base::basis_points>(&what.payout.pays))
        value["pays_basis_points"] = share->value;
    else
        value["pays_micros"] = value_of(std::get<base::money>(what.payout.pays));
    return value;
}

json value_of(const candidate& what) {
    return {{"order", value_of(what.order)},
            {"buyer", value_of(what.buyer)},
            {"tier", value_of(what.tier)},
            {"reason", value_of(what.reason)},
            {"detail", value_of(what.detail)}};
}

json value_of(const attempt& what) {
    return {{"order", value_of(what.order)},
            {"buyer", value_of(what.buyer)},
            {"is_post", what.is_post},
            {"number", what.number},
            {"started_at", value_of(what.started_at)},
            {"elapsed_us", value_of(what.elapsed)},
            {"result", value_of(what.result)},
            {"detail", value_of(what.detail)},
            {"http_status", what.http_status},
            {"price_micros", value_of(what.price)},
            {"reply_sealed", value_of(what.reply_sealed)}};
}

json value_of(const resale& what) {
    return {{"of_lead_id", value_of(what.of.lead)},
            {"of_slot", what.of.slot},
            {"attempt", what.attempt}};
}

json value_of(const sale& what) {
    return {{"slot", what.slot},
            {"order", value_of(what.order)},
            {"buyer", value_of(what.buyer)},
            {"reference", value_of(what.reference)},
            {"price_micros", value_of(what.money.price)},
            {"payout_micros", value_of(what.money.payout)},
            {"margin_micros", value_of(what.money.margin)}};
}

template <class Item>
json value_of(const std::vector<Item>& items) {
    json all = json::array();
    for (const Item& item : items) all.push_back(value_of(item));
    return all;
}

json value_of(const received& what) {
    return {{"lead_id", value_of(what.id)},
            {"at", value_of(what.at)},
            {"seller", value_of(what.seller)},
            {"source", value_of(what.source)},
            {"sub_ids", value_of(what.sub_ids)},
            {"vertical", value_of(what.vertical)},
            {"tree", value_of(what.tree)},
            {"currency", value_of(what.currency)},
            {"ref", value_of(what.ref)},
            {"idempotency_key", value_of(what.idempotency_key)},
            {"request_key", value_of(what.request_key)},
            {"body_hash", value_of(what.body_hash)},
            {"test", what.test},
            {"min_price_micros", value_of(what.min_price)},
            {"max_wait_ms", value_of(what.max_wait_ms)},
            {"plan_hash", value_of(what.plan_hash)},
            {"seed", what.seed},
            {"fields_json", value_of(what.fields_json)},
            {"personal_sealed", value_of(what.personal_sealed)},
            {"wrapped_key", value_of(what.wrapped_key)},
            {"hashes", value_of(what.hashes)},
            {"candidates_json", value_of(what.candidates_json)},
            {"duplicate_keys", value_of(what.duplicate_keys)},
            {"resale", value_of(what.resale)}};
}

json value_of(const refused& what) {
    return {{"lead_id", value_of(what.id)},
            {"at", value_of(what.at)},
            {"seller", value_of(what.seller)},
            {"vertical", value_of(what.vertical)},
            {"ref", value_of(what.ref)},
            {"reason", value_of(what.reason)},
            {"problems_json", value_of(what.problems_json)},
            {"resale", value_of(what.resale)}};
}

json value_of(const posting& what) {
    return {{"lead_id", value_of(what.id)},
            {"walk", what.walk},
            {"order", value_of(what.order)},
            {"buyer", value_of(what.buyer)},
            {"attempt", what.attempt},
            {"at", value_of(what.at)},
            {"price_micros", value_of(what.price)},
            {"payout_micros", value_of(what.payout)},
            {"tier", value_of(what.tier)},
            {"currency", value_of(what.currency)},
            {"holds", what.holds},
            {"settle_at", value_of(what.settle_at)},
            {"settle_as", to_text(what.settle_as)},
            {"captured_sealed", value_of(what.captured_sealed)},
            {"limits", value_of(what.limits)}};
}

json value_of(const outcome& what) {
    return {{"lead_id", value_of(what.id)},
            {"walk", what.walk},
            {"at", value_of(what.at)},
            {"elapsed_us", value_of(what.elapsed)},
            {"seller", value_of(what.seller)},
            {"vertical", value_of(what.vertical)},
            {"status", value_of(what.status)},
            {"reason", value_of(what.reason)},
            {"currency", value_of(what.currency)},
            {"answer_sealed", value_of(what.answer_sealed)},
            {"events_json", value_of(what.events_json)},
            {"candidates", value_of(what.candidates)},
            {"attempts", value_of(what.attempts)},
            {"sale", value_of(what.sale)},
            {"entries", value_of(what.entries)}};
}

json value_of(const late_reply& what) {
    return {{"lead_id", value_of(what.id)},
            {"walk", what.walk},
            {"order", value_of(what.order)},
            {"is_post", what.is_post},
            {"attempt", what.attempt},
            {"at", value_of(what.at)},
            {"elapsed_us", value_of(what.elapsed)},
            {"result", value_of(what.result)},
            {"price_micros", value_of(what.price)},
            {"reply_sealed", value_of(what.reply_sealed)}};
}

json value_of(const void_answer& what) {
    return {{"lead_id", value_of(what.id)},
            {"walk", what.walk},
            {"order", value_of(what.order)},
            {"attempt", what.attempt},
            {"buyer", value_of(what.buyer)},
            {"at", value_of(what.at)},
            {"posted_at", value_of(what.posted_at)},
            {"is_contradiction", what.is_contradiction},
            {"said", to_text(what.said)},
            {"came_by", value_of(what.came_by)},
            {"reference", value_of(what.reference)},
            {"price_micros", value_of(what.price)}};
}

json value_of(const untaken_accept& what) {
    return {{"lead_id", value_of(what.id)},         {"walk", what.walk},
            {"order", value_of(what.order)},        {"attempt", what.attempt},
            {"buyer", value_of(what.buyer)},        {"at", value_of(what.at)},
            {"price_micros", value_of(what.price)}, {"came_by", value_of(what.came_by)}};
}

json value_of(const follow_up& what) {
    return {{"lead_id", value_of(what.id)},  {"walk", what.walk},
            {"order", value_of(what.order)}, {"attempt", what.attempt},
            {"kind", to_text(what.kind)},    {"number", what.number},
            {"buyer", value_of(what.buyer)}, {"at", value_of(what.at)}};
}

json value_of(const follow_up_end& what) {
    return {{"lead_id", value_of(what.id)},
            {"walk", what.walk},
            {"order", value_of(what.order)},
            {"attempt", what.attempt},
            {"kind", to_text(what.kind)},
            {"begun_at", value_of(what.begun_at)},
            {"elapsed_us", value_of(what.elapsed)},
            {"result", value_of(what.result)},
            {"detail", value_of(what.detail)},
            {"http_status", what.http_status},
            {"reply_sealed", value_of(what.reply_sealed)}};
}

}  // namespace

std::string_view kind_of(const record& entry) {
    static constexpr std::array<std::string_view, std::variant_size_v<record>> names{
        "received",    "refused",   "posting",       "outcome",       "late_reply",
        "void_answer", "follow_up", "follow_up_end", "untaken_accept"};
    return names[entry.index()];
}

base::lead_id lead_of(const record& entry) {
    return std::visit([](const auto& what) { return what.id; }, entry);
}

std::string to_json(const record& entry) {
    constexpr bool only_ascii = true;
    return std::visit([](const auto& what) { return value_of(what); }, entry)
        .dump(-1, ' ', only_ascii);
}

}  // namespace pointsman::journal
