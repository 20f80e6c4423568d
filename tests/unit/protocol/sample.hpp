#pragma once

#include <pointsman/lead/lead.hpp>
#include <pointsman/protocol/render.hpp>
#include <pointsman/protocol/spec.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

// One lead and its catalogue, and short ways to write down specs.
namespace pointsman::protocol::sample {

enum number : lead::field_number {
    zip,
    state,
    age,
    homeowner,
    loan,
    credit,
    birth_date,
    email,
    phone,
    field_count
};

inline lead::field field_of(std::string name, lead::field_type type, bool personal) {
    lead::field made;
    made.name = std::move(name);
    made.type = type;
    made.personal = personal;
    return made;
}

inline lead::catalogue catalogue() {
    using lead::field_type;
    std::vector<lead::field> fields = {
        field_of("zip", field_type::us_zip, false),
        field_of("state", field_type::us_state, false),
        field_of("age", field_type::integer, false),
        field_of("homeowner", field_type::boolean, false),
        field_of("loan", field_type::decimal, false),
        field_of("credit", field_type::enumeration, false),
        field_of("birth_date", field_type::date, true),
        field_of("email", field_type::email, true),
        field_of("phone", field_type::phone, true),
    };
    fields[credit].values = {"poor", "fair", "good", "excellent"};
    return lead::catalogue(std::move(fields));
}

inline lead::values lead() {
    using namespace std::chrono_literals;
    lead::values values(field_count);
    values[zip] = std::string("90210");
    values[age] = std::int64_t{34};
    values[homeowner] = true;
    values[loan] = lead::decimal{12'345'678'100'000};
    values[credit] = std::string("good");
    values[birth_date] = std::chrono::sys_days(1980y / 2 / 29);
    values[email] = std::string("ann.o@example.com");
    values[phone] = std::string("+12025550123");
    return values;  // without a state
}

inline offer about() {
    return {.lead_id = "lead-1",
            .offer_id = "offer-1",
            .order = "northstar_ca",
            .seller = "acme",
            .source = "",
            .price = "12.50",
            .test = false,
            .received_at = "2026-11-21T21:15:02.123456Z",
            .captured = {{"reference", "r&1"}, {"empty", ""}}};
}

inline send_field field(lead::field_number which, std::string as,
                        std::vector<std::string> with = {}) {
    send_field made{.field = which, .as = std::move(as), .values = {}, .with = {}};
    for (const std::string& step : with) made.with.push_back(parse_transform(step).value());
    return made;
}

inline request_spec spec_of(std::vector<send_item> send, body_format body = body_format::json) {
    request_spec spec;
    spec.url = "https://buyer.example/leads";
    spec.body = body;
    spec.send = std::move(send);
    return spec;
}

inline std::string body_of(std::vector<send_item> send, body_format body = body_format::json,
                           phase which = phase::post) {
    return render(spec_of(std::move(send), body), which, catalogue(), lead(), about()).body;
}

inline nlohmann::json::json_pointer pointer(const char* text) {
    return nlohmann::json::json_pointer(text);
}

inline condition is(const char* path, std::vector<std::string> texts) {
    return {.path = pointer(path), .is_one_of = std::move(texts), .present = {}, .statuses = {}};
}

inline condition present(const char* path, bool wanted = true) {
    return {.path = pointer(path), .is_one_of = {}, .present = wanted, .statuses = {}};
}

inline condition status(std::vector<int> statuses) {
    return {.path = {}, .is_one_of = {}, .present = {}, .statuses = std::move(statuses)};
}

}  // namespace pointsman::protocol::sample
