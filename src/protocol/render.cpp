#include <pointsman/protocol/render.hpp>

#include "body.hpp"
#include "headers.hpp"
#include "transform.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pointsman::protocol {

namespace {

// Collects the pairs of one request, one overload per kind of item.
class collector {
public:
    collector(const request_spec& spec, phase which, const lead::catalogue& fields,
              const lead::values& lead, const offer& about)
        : spec_(spec), which_(which), fields_(fields), lead_(lead), about_(about) {}

    std::vector<pair> collect() {
        for (const send_item& item : spec_.send) std::visit(*this, item);
        return std::move(pairs_);
    }

    void operator()(const send_field& item) {
        const lead::value& value = lead_.at(item.field);
        if (!lead::is_present(value)) return;
        const std::string normal = lead::to_text(value);
        add(item.as, sent_text(item, normal), is_token(value) && !becomes_text(item, normal));
    }

    void operator()(const send_constant& item) {
        if (item.constant.is_string())
            add_even_empty(item.as, item.constant.get<std::string>(), false);
        else if (item.constant.is_null() && spec_.body == body_format::form)
            add_even_empty(item.as, "", false);
        else
            add_even_empty(item.as, dumped(item.constant), true);
    }

    void operator()(const send_captured& item) {
        const auto found = about_.captured.find(item.captured);
        if (found != about_.captured.end()) add(item.as, found->second, false);
    }

    void operator()(const send_fact& item) {
        if (item.fact == fact::test)
            add(item.as, about_.test ? "true" : "false", true);
        else
            add(item.as, text_of(item.fact), false);
    }

    void operator()(const send_all&) {
        for (lead::field_number number = 0; number < fields_.size(); ++number) {
            const lead::field& field = fields_.at(number);
            if (which_ == phase::ping && field.personal) continue;
            if (is_sent_explicitly(field.name)) continue;
            (*this)(send_field{.field = number, .as = field.name, .values = {}, .with = {}});
        }
    }

private:
    static bool is_token(const lead::value& value) {
        return std::holds_alternative<bool>(value) || std::holds_alternative<std::int64_t>(value) ||
               std::holds_alternative<lead::decimal>(value);
    }

    static std::string dumped(const nlohmann::json& constant) {
        return constant.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }

    const std::string& text_of(fact which) const {
        static const std::string nothing;
        switch (which) {
            case fact::lead_id: return about_.lead_id;
            case fact::offer_id: return about_.offer_id;
            case fact::order: return about_.order;
            case fact::seller: return about_.seller;
            case fact::source: return about_.source;
            case fact::price: return about_.price;
            case fact::received_at: return about_.received_at;
            case fact::test: return nothing;  // a boolean, not a text
        }
        return nothing;
    }

    bool is_sent_explicitly(const std::string& name) const {
        return std::ranges::any_of(spec_.send, [&](const send_item& item) {
            const std::string* as = name_of(item);
            return as && *as == name;
        });
    }

    void add(const std::string& name, std::string value, bool token) {
        if (!value.empty()) add_even_empty(name, std::move(value), token);
    }

    void add_even_empty(const std::string& name, std::string value, bool token) {
        pairs_.push_back({.name = name, .value = std::move(value), .is_token = token});
    }

    const request_spec& spec_;
    const phase which_;
    const lead::catalogue& fields_;
    const lead::values& lead_;
    const offer& about_;
    std::vector<pair> pairs_;
};

std::vector<std::pair<std::string, std::string>> headers_of(const request_spec& spec, phase which,
                                                            const offer& about) {
    std::vector<std::pair<std::string, std::string>> headers;
    std::ranges::copy_if(spec.headers, std::back_inserter(headers),
                         [](const auto& header) { return !is_reserved_header(header.first); });
    headers.emplace_back(offer_id_header, about.offer_id);
    if (which == phase::post) headers.emplace_back(idempotency_key_header, about.offer_id);
    return headers;
}

}  // namespace

request render(const request_spec& spec, phase which, const lead::catalogue& fields,
               const lead::values& lead, const offer& about) {
    const std::vector<pair> pairs = collector(spec, which, fields, lead, about).collect();
    const bool json = spec.body == body_format::json;
    return {.url = spec.url,
            .content_type = json ? "application/json" : "application/x-www-form-urlencoded",
            .headers = headers_of(spec, which, about),
            .body = json ? json_body(pairs) : form_body(pairs)};
}

}  // namespace pointsman::protocol
