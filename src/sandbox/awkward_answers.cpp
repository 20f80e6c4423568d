#include "awkward_answers.hpp"

#include <fmt/format.h>

namespace pointsman::sandbox {
namespace {

constexpr std::size_t oversized_bytes = 1 << 20;

std::string response(std::string_view status, std::string_view type, std::string_view body) {
    return fmt::format("HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n{}", status,
                       type, body.size(), body);
}

std::string json_response(const std::string& body) {
    return response("200 OK", "application/json", body);
}

// Half of the time valid HTTP around half a document, else not HTTP at all.
std::string garbage(const planned_answer& plan) {
    if (plan.delay.count() % 2 == 0) return json_response(R"({"status":"ok","bid":12.)");
    return "\x15\x03\x01\x00\x02\x02\x46 please enable cookies\r\n\r\n";
}

}  // namespace

std::string answer_bytes(const planned_answer& plan) {
    switch (plan.mood) {
        case mood::normal:
        case mood::drip: return json_response(plan.body);
        case mood::oversized: return json_response(plan.body + std::string(oversized_bytes, ' '));
        case mood::status_500:
            return response("500 Internal Server Error", "text/html",
                            "<h1>Internal Server Error</h1>");
        case mood::garbage: return garbage(plan);
        case mood::hang:
        case mood::close: return "";
    }
    return "";
}

std::string not_an_offer_bytes() {
    return response("400 Bad Request", "text/plain", "no X-Offer-Id such as LEAD.ORDER.ping.0\n");
}

}  // namespace pointsman::sandbox
