#include "samples.hpp"

#include <chrono>

namespace pointsman::postgres::test {

using namespace std::chrono_literals;

const std::string hostile = "a'b\"c\\d{e},f NULL \\x41 \n\t\r ; -- \xc3\xa9\xf0\x9f\x9a\x82 $1 %s";

namespace {

base::wall_time now() {
    return std::chrono::floor<base::duration>(std::chrono::system_clock::now());
}

base::digest hash(std::uint8_t first) {
    base::digest value{};
    for (std::size_t i = 0; i < value.size(); ++i)
        value[i] = static_cast<std::uint8_t>(first + 37 * i);
    return value;
}

base::bytes all_bytes() {
    base::bytes all;
    for (unsigned byte = 0; byte < 256; ++byte) all.push_back(static_cast<std::uint8_t>(byte));
    return all;
}

base::money dollars(std::int64_t amount) {
    return base::money::from_micros(amount * 1'000'000);
}

}  // namespace

base::lead_id new_lead_id() {
    static base::uuid_source ids(42);
    return {ids.next(now())};
}

journal::received a_received(const base::lead_id& id) {
    journal::received what;
    what.id = id;
    what.at = now();
    what.seller = "acme_media";
    what.source = hostile;
    what.sub_ids = {"", hostile, "NULL", "{}"};
    what.vertical = "auto_insurance";
    what.tree = "auto_main";
    what.currency = "USD";
    what.ref = "r-1";
    what.idempotency_key = "key-" + base::to_text(id);
    what.request_key = "key:" + what.idempotency_key;
    what.body_hash = hash(4);
    what.min_price = dollars(5);
    what.max_wait_ms = 5000;
    what.plan_hash = hash(1);
    what.seed = 0xfedc'ba98'7654'3210;
    what.fields_json = R"({"zip" : "02134", "n":1e2,"zip2":"\u00e9 \"q\" \\"})";
    what.personal_sealed = all_bytes();
    what.wrapped_key = {0, 1, 2, 255};
    what.hashes = {{"email", hash(2)}, {"phone", hash(3)}};
    what.candidates_json =
        R"({"asked":[{"order":"northstar_ca","buyer":"northstar","tier":"open","pings":true}],)"
        R"("refused":[]})";
    what.duplicate_keys = {hash(4), hash(5)};
    return what;
}

journal::refused a_refused(const base::lead_id& id) {
    return {id, now(), "acme_media", hostile, hostile, "invalid_field", R"([{"field":"zip"}])"};
}

journal::posting a_posting(const base::lead_id& id) {
    journal::posting what;
    what.id = id;
    what.order = "northstar_ca";
    what.buyer = "northstar";
    what.at = now();
    what.price = dollars(30);
    what.payout = dollars(24);
    what.tier = hostile;
    what.currency = "USD";
    what.settle_at = now() + std::chrono::hours(1);
    what.settle_as = journal::settled_as::sold;
    what.captured_sealed = {9, 0, 8};
    what.limits = {{base::basis_points{8000}, dollars(2)}, dollars(5), std::nullopt};
    return what;
}

journal::outcome unsold(const base::lead_id& id) {
    journal::outcome what;
    what.id = id;
    what.at = now();
    what.seller = "acme_media";
    what.vertical = "auto_insurance";
    what.status = "unsold";
    what.reason = "no_bid";
    what.currency = "USD";
    what.answer_sealed = {1};
    what.events_json = "[]";
    return what;
}

journal::outcome an_outcome(const base::lead_id& id) {
    journal::outcome what = unsold(id);
    what.elapsed = 812'345us;
    what.status = "sold";
    what.reason.clear();
    what.answer_sealed = all_bytes();
    what.events_json = R"([{"at":"0.000001"},  {"b":[]}])";
    what.candidates = {{"northstar_ca", "northstar", "first_look", "sold", ""},
                       {"other", "other_buyer", "open", "cap_count", hostile}};
    what.attempts = {{"northstar_ca", "northstar", false, 0, now(), 80ms, "bid", hostile, 200,
                      dollars(30), all_bytes()},
                     {"northstar_ca",
                      "northstar",
                      true,
                      0,
                      now() + 1us,
                      std::nullopt,
                      "unknown",
                      "",
                      0,
                      std::nullopt,
                      {}}};
    const ledger::split money{dollars(30), dollars(24), dollars(6)};
    what.sale = journal::sale{0, "northstar_ca", "northstar", hostile, money};
    what.entries = ledger::sale_entries("northstar", "acme_media", money);
    return what;
}

journal::late_reply a_late_reply(const base::lead_id& id) {
    return {id, 0, "slow_order", false, 0, now(), 3s, "bid", dollars(7), all_bytes()};
}

journal::void_answer a_void_answer(const base::lead_id& id) {
    const journal::posting post = a_posting(id);
    journal::void_answer what;
    what.id = id;
    what.order = post.order;
    what.buyer = post.buyer;
    what.at = now();
    what.posted_at = post.at;
    what.came_by = "webhook";
    what.reference = hostile;
    what.price = dollars(2);
    return what;
}

journal::untaken_accept an_untaken_accept(const base::lead_id& id) {
    const journal::posting post = a_posting(id);
    journal::untaken_accept what;
    what.id = id;
    what.order = post.order;
    what.buyer = post.buyer;
    what.at = now();
    what.price = dollars(3);
    what.came_by = "webhook";
    return what;
}

journal::follow_up a_follow_up(const base::lead_id& id) {
    const journal::posting post = a_posting(id);
    journal::follow_up what;
    what.id = id;
    what.order = post.order;
    what.kind = journal::follow_up_kind::void_notice;
    what.number = 3;
    what.buyer = post.buyer;
    what.at = now();
    return what;
}

journal::follow_up_end a_follow_up_end(const journal::follow_up& of) {
    journal::follow_up_end what;
    what.id = of.id;
    what.order = of.order;
    what.kind = of.kind;
    what.begun_at = of.at;
    what.elapsed = std::chrono::milliseconds(7);
    what.result = "told";
    what.detail = hostile;
    what.http_status = 204;
    what.reply_sealed = {1, 2, 0, 255};
    return what;
}

}  // namespace pointsman::postgres::test
