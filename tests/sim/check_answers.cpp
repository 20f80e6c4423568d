#include "past.hpp"
#include "truth.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

// What a seller may be told, and when.
namespace pointsman::sim {
namespace {

// Longer than this no answer takes: the deadline and the commit's grace, or the limit of a history
// that hangs.
base::duration longest_answer(const options& how) {
    return std::max<base::duration>(how.deadline + 20ms, 1s) + 5ms;
}

}  // namespace

void truth::told(std::size_t number, const engine::served& answer, base::duration elapsed) {
    if (elapsed > longest_answer(in_.how))
        in_.fail(fmt::format("an answer after {} ms", elapsed.count() / 1000));
    if (answer.http_status == 503) return;
    if (answer.http_status != 200 && answer.http_status != 202)
        return in_.fail(fmt::format("an answer of {}: {}", answer.http_status, answer.body));
    const auto body = nlohmann::json::parse(answer.body);
    const auto id = base::parse_uuid(body.at("lead_id").get<std::string>());
    const auto found = data_.leads().find(base::lead_id{id.value()});
    if (found == data_.leads().end() || (!found->second.received && !found->second.refused))
        return in_.fail("an answer about a lead that is not stored");
    if (leads_.at(found->first).request != number)
        in_.fail("an answer about another request's lead");
    if (answer.http_status == 200) final_answer(number, found->first, answer.body);
}

void truth::polled(std::size_t number, const base::lead_id& id, const std::string& final_body) {
    final_answer(number, id, final_body);
}

void truth::final_answer(std::size_t number, const base::lead_id& id, const std::string& text) {
    const lead_rows& known = data_.leads().at(id);
    if (!known.final && !known.refused)
        return in_.fail("a final answer before the outcome is committed");
    const auto body = nlohmann::json::parse(text);
    const std::string stored = known.final ? known.final->status : known.refused->reason;
    if (body.at("status") != stored) in_.fail("an answer that tells another end than is stored");
    const bool is_sold = stored == "sold";
    if (body.contains("payout") != is_sold) in_.fail("an answer with a payout without a sale");
    if (is_sold && body.at("payout") != base::to_text(known.final->sale->money.payout))
        in_.fail("an answer with another payout than is booked");
    request_truth& request = requests_.at(number);
    const bool forgotten = request.final_body && is_forgotten(data_.leads().at(request.final_lead));
    if (request.final_body && !forgotten && *request.final_body != text)
        in_.fail("two final answers to one request");
    if (is_forgotten(known)) return;
    request.final_body = text;
    request.final_lead = id;
    request.done = true;
}

}  // namespace pointsman::sim
