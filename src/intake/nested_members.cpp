#include "nested_members.hpp"

#include "timestamp.hpp"

namespace pointsman::intake {

namespace {

void check_timestamp(member_reader& members, const char* name) {
    const nlohmann::json* value = members.find(name);
    if (!value) return;
    if (!value->is_string() || !is_timestamp(value->get_ref<const std::string&>()))
        members.complain(name, "must be a moment such as \"2026-11-21T21:15:02Z\" (RFC 3339)");
}

}  // namespace

nlohmann::json read_consent(member_reader& request, std::vector<problem>& problems) {
    const nlohmann::json* consent = request.object("consent");
    if (!consent) return nullptr;
    member_reader members(*consent, "consent.", problems);
    members.must_be_empty_array("parties",
                                "must be an empty list or left out: this server does not limit a "
                                "lead to named parties yet");
    members.text("text", max_consent_text_bytes);
    check_timestamp(members, "at");
    members.check_as("certificate_url", lead::field_type::url, max_url_bytes);
    members.refuse_unknown({"parties", "text", "at", "certificate_url"});
    return *consent;
}

nlohmann::json read_client(member_reader& request, std::vector<problem>& problems) {
    const nlohmann::json* client = request.object("client");
    if (!client) return nullptr;
    member_reader members(*client, "client.", problems);
    members.check_as("ip", lead::field_type::ip, max_url_bytes);
    members.text("user_agent", max_user_agent_bytes);
    members.check_as("page_url", lead::field_type::url, max_url_bytes);
    members.refuse_unknown({"ip", "user_agent", "page_url"});
    return *client;
}

}  // namespace pointsman::intake
