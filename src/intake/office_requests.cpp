#include <pointsman/intake/office_requests.hpp>

#include "json_object.hpp"

#include <pointsman/lead/lead.hpp>

namespace pointsman::intake {

namespace {

// Which of two members is there; empty, and complained of, unless it is exactly one.
std::string_view either(member_reader& request, const char* one, const char* other) {
    const bool has_one = request.find(one) != nullptr;
    const bool has_other = request.find(other) != nullptr;
    if (has_one != has_other) return has_one ? one : other;
    request.complain(
        one, fmt::format("give either {} or {}{}", one, other, has_one ? ", not both" : ""));
    return {};
}

std::variant<base::lead_id, std::string> read_lead(member_reader& request) {
    const std::string_view by = either(request, "lead_id", "reference");
    if (by == "reference") return request.required_text("reference", max_reference_bytes);
    if (by.empty()) return std::string();
    const auto text = request.text("lead_id", max_reference_bytes);
    const auto id = base::parse_uuid(text.value_or(""));
    if (id) return base::lead_id{*id};
    if (text) request.complain("lead_id", "must be a lead id, a UUID");
    return std::string();
}

std::string read_party(const plan::snapshot& plan, member_reader& request,
                       const std::string& currency) {
    const std::string name = request.required_text("buyer", max_reference_bytes);
    if (name.empty()) return name;
    const plan::buyer* buyer = plan.find_buyer(name);
    if (buyer == nullptr)
        request.complain("buyer", "there is no buyer of this name");
    else if (!currency.empty() && currency != buyer->currency)
        request.complain("currency", fmt::format("must be {}, the buyer's", buyer->currency));
    return name;
}

base::money read_amount(member_reader& request) {
    if (!request.find("amount")) request.complain_missing("amount");
    const auto amount = request.amount("amount");
    if (amount && *amount <= base::money()) request.complain("amount", "must be more than nothing");
    return amount.value_or(base::money());
}

// As leads carry it.
std::string read_person(member_reader& request, const char* name, lead::field_type type) {
    lead::field expected;
    expected.type = type;
    const auto value = lead::read_value(expected, *request.find(name));
    if (value) return lead::to_text(*value);
    request.complain(name, value.error());
    return {};
}

}  // namespace

base::result<return_submission, refusal> read_return(std::string_view body,
                                                     const base::json_limits& limits) {
    return read_object<return_submission>(body, limits, [](member_reader& request) {
        return_submission what;
        what.lead = read_lead(request);
        what.reason = request.required_text("reason", max_reason_bytes);
        what.note = request.text("note", max_note_bytes).value_or("");
        request.refuse_unknown({"lead_id", "reference", "reason", "note"});
        return what;
    });
}

base::result<return_decision, refusal> read_decision(std::string_view body,
                                                     const base::json_limits& limits) {
    return read_object<return_decision>(body, limits, [](member_reader& request) {
        return_decision what;
        const std::string decide = request.required_text("decide", max_reason_bytes);
        what.accept = decide == "accept";
        if (!decide.empty() && !what.accept && decide != "refuse")
            request.complain("decide", "must be \"accept\" or \"refuse\"");
        what.note = request.text("note", max_note_bytes).value_or("");
        request.refuse_unknown({"decide", "note"});
        return what;
    });
}

base::result<deposit_submission, refusal> read_deposit(const plan::snapshot& plan,
                                                       std::string_view body,
                                                       const base::json_limits& limits) {
    return read_object<deposit_submission>(body, limits, [&](member_reader& request) {
        deposit_submission what;
        what.currency = request.required_text("currency", max_reason_bytes);
        what.buyer = read_party(plan, request, what.currency);
        what.amount = read_amount(request);
        what.id = request.required_text("id", max_deposit_id_bytes);
        what.note = request.text("note", max_note_bytes).value_or("");
        request.refuse_unknown({"buyer", "amount", "currency", "id", "note"});
        return what;
    });
}

base::result<erasure_submission, refusal> read_erasure(std::string_view body,
                                                       const base::json_limits& limits) {
    return read_object<erasure_submission>(body, limits, [](member_reader& request) {
        erasure_submission what;
        what.kind = either(request, "phone", "email");
        if (what.kind == "phone")
            what.value = read_person(request, "phone", lead::field_type::phone);
        if (what.kind == "email")
            what.value = read_person(request, "email", lead::field_type::email);
        what.asked_by = request.text("asked_by", max_asked_by_bytes).value_or("");
        if (what.asked_by.empty()) what.asked_by = "operator";
        request.refuse_unknown({"phone", "email", "asked_by"});
        return what;
    });
}

}  // namespace pointsman::intake
