#include "sellers.hpp"

#include "server.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace pointsman::sim {

using std::chrono::milliseconds;

void sellers::begin() {
    for (int number = 0; number < in_.how.leads; ++number) plan_one(number);
}

void sellers::plan_one(int number) {
    const std::string seller = fmt::format("s{}", draw_.between(0, in_.how.sellers - 1));
    request_truth request;
    request.seller = seller;
    request.consumer =
        in_.how.consumers > 0 ? static_cast<int>(draw_.between(0, in_.how.consumers - 1)) : number;
    nlohmann::json body = {{"vertical", "auto"},
                           {"ref", fmt::format("r{}", number)},
                           {"fields",
                            {{"zip", draw_.chance(500) ? "90210" : "10001"},
                             {"email", fmt::format("p{}@example.com", request.consumer)}}}};
    if (draw_.chance(in_.how.tests)) body["test"] = request.test = true;
    if (draw_.chance(300)) {
        request.min_price = base::money::from_micros(draw_.between(1, 12) * 1'000'000);
        body["min_price"] = base::to_text(*request.min_price);
    }
    if (draw_.chance(200)) body["max_wait_ms"] = draw_.between(800, 3000);
    // Sellers count their keys alike: the same key of another seller is another request.
    std::string key;
    if (draw_.chance(600)) key = fmt::format("k{}", number / 2);
    for (const submission& other : all_)
        if (other.seller == seller && other.key == key) key.clear();
    const std::size_t name = truth_.request_planned(std::move(request));
    all_.push_back({seller, key, body.dump(), std::nullopt});
    // In bursts, so that leads meet at the same caps.
    const auto last = in_.how.faults_end.count() / 1000 * 3 / 4;
    const auto moment = draw_.chance(500) ? draw_.between(0, 6) * last / 6 + draw_.between(0, 200)
                                          : draw_.between(0, last);
    const int copies = draw_.chance(in_.how.copies) ? static_cast<int>(draw_.between(2, 3)) : 1;
    for (int copy = 0; copy < copies; ++copy)
        come_again(name, milliseconds(moment) +
                             std::chrono::microseconds(copy == 0 ? 0 : draw_.between(0, 30'000)));
}

void sellers::come_again(std::size_t request, base::duration after, bool by_polling) {
    in_.time.after(after, the_world, [this, request, by_polling] {
        if (truth_.request(request).done) return;
        if (by_polling)
            poll(request);
        else
            send(request);
    });
}

void sellers::send(std::size_t request) {
    server* const live = live_();
    if (live == nullptr) return come_again(request, milliseconds(500));
    const submission& what = all_.at(request);
    const base::steady_time sent = in_.time.now().steady;
    const owner whose = live->number();
    const auto is_answered = std::make_shared<bool>(false);
    in_.note(fmt::format("{} sends r{}", what.seller, request));
    const auto tell = [this, request, sent, is_answered, whose](const engine::served& answer) {
        *is_answered = true;
        in_.note(fmt::format("r{} is told {} {}", request, answer.http_status, answer.body));
        if (in_.time.was_paused(whose, sent))
            truth_.told(request, answer, {});
        else
            truth_.told(request, answer, in_.time.now().steady - sent);
        const bool is_lost = !in_.healed && draw_.chance(100);
        if (!is_lost) heard(request, answer);
    };
    // A paused server reads the request when it wakes up.
    in_.time.after({}, whose, [live, request, &what, tell] {
        live->serve(request, what.seller, what.body, what.key, tell);
    });
    come_again(request, milliseconds(draw_.between(6000, 9000)));
}

void sellers::heard(std::size_t request, const engine::served& answer) {
    if (answer.http_status == 503)
        return come_again(request, milliseconds(draw_.between(1500, 2500)));
    if (answer.http_status != 202) return;
    const auto body = nlohmann::json::parse(answer.body);
    all_.at(request).known_as =
        base::lead_id{base::parse_uuid(body.at("lead_id").get<std::string>()).value()};
    come_again(request, milliseconds(draw_.between(500, 3000)), true);
}

void sellers::poll(std::size_t request) {
    server* const live = live_();
    const submission& what = all_.at(request);
    if (live == nullptr || !what.known_as) return;
    const base::lead_id id = *what.known_as;
    live->look_up(what.seller, id, [this, request, id](const engine::looked_up& found) {
        if (const auto* ended = std::get_if<engine::ended_lead>(&found);
            ended != nullptr && !ended->pending)
            truth_.polled(request, id, ended->body);
    });
}

}  // namespace pointsman::sim
