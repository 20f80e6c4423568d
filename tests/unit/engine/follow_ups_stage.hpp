#pragma once

#include "stage.hpp"

#include "support/memory_posts.hpp"

#include <pointsman/engine/follow_ups.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::engine {

inline constexpr const char* post_url = "http://a.example/post";
inline constexpr const char* status_url = "http://a.example/status";
inline constexpr const char* void_url = "http://a.example/void";

inline nlohmann::json::json_pointer at(const char* path) {
    return nlohmann::json::json_pointer(path);
}

// Buyer `a` bids and never answers a post in time.
class follow_ups_test : public testing::Test {
protected:
    follow_ups_test() {
        on.buyers.script["http://a.example/ping"] =
            support::says(R"({"status":"ok","bid":"10.00","ref":"r-7"})");
        on.buyers.script[post_url] = support::silent();
        on.buyers.script[status_url] = support::says(R"({"state":"working"})");
        on.buyers.script[void_url] = support::says("{}");
    }

    void connect(const std::function<void(plan::connection&)>& change) {
        auto via = std::make_shared<plan::connection>(*on.order("a").via);
        change(*via);
        on.order("a").via = via;
    }

    static plan::status_query a_status() {
        plan::status_query status;
        status.request.url = status_url;
        status.request.timeout = 2s;
        status.request.send = {protocol::send_fact{protocol::fact::offer_id, "id"},
                               protocol::send_captured{"reference", "ref"}};
        status.reply.accepted_when = {at("/state"), {"sold"}, {}, {}};
        status.reply.rejected_when = protocol::condition{at("/state"), {"refused"}, {}, {}};
        status.reply.reference = at("/ref");
        status.after = 5s;
        status.every = 30s;
        status.times = 3;
        return status;
    }

    static void refuse_silence(plan::connection& via) {
        via.no_answer = plan::silence::reject;
        via.void_notice.emplace();
        via.void_notice->request.url = void_url;
        via.void_notice->request.send = {protocol::send_fact{protocol::fact::offer_id, "void"},
                                         protocol::send_captured{"reference", "ref"}};
    }

    void begin(std::size_t per_buyer = 4, std::size_t notices_waiting = 100) {
        begin(archive, per_buyer, notices_waiting);
    }

    void begin(post_archive& from, std::size_t per_buyer = 4, std::size_t notices_waiting = 100) {
        calls.emplace(follow_ups::parts{.executor = on.io.get_executor(),
                                        .clock = on.time,
                                        .store = on.store,
                                        .buyers = on.buyers,
                                        .timers = on.time,
                                        .observer = on.seen,
                                        .unknown = on.unknown,
                                        .archive = from,
                                        .plan = [this] { return on.plan; },
                                        .per_buyer = per_buyer,
                                        .notices_waiting = notices_waiting});
    }

    std::string sell(const std::string& ref) {
        const json lead{{"vertical", "auto"},
                        {"ref", ref},
                        {"fields", {{"zip", "90210"}, {"email", ref + "@example.com"}}}};
        return json::parse(on.serve(lead.dump()).body).at("status");
    }

    std::size_t asked(const std::string& url) const {
        const auto urls = on.buyers.urls();
        return static_cast<std::size_t>(std::ranges::count(urls, url));
    }

    const buyer_call& last_call(const std::string& url) const {
        const auto found =
            std::ranges::find_if(on.buyers.asked.rbegin(), on.buyers.asked.rend(),
                                 [&](const buyer_call& one) { return one.request.url == url; });
        return *found;
    }

    static std::string header(const buyer_call& call, const std::string& name) {
        for (const auto& [key, value] : call.request.headers)
            if (key == name) return value;
        return {};
    }

    std::vector<std::string> results() const {
        std::vector<std::string> all;
        for (const auto& one : on.store.all<journal::follow_up_end>()) all.push_back(one.result);
        return all;
    }

    journal::outcome last() { return on.store.all<journal::outcome>().back(); }

    stage on;
    support::memory_posts archive{on.store};
    std::optional<follow_ups> calls;
};

}  // namespace pointsman::engine
