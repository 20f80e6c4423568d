#include "stored_lead.hpp"

namespace pointsman::engine {

std::optional<nlohmann::json> open_personal(const journal::received& lead,
                                            const base::secret_key& key) {
    const auto text = base::unseal(key, lead.personal_sealed);
    if (!text) return std::nullopt;
    return nlohmann::json::parse(*text);
}

lead::values values_of(const lead::catalogue& fields, const journal::received& lead,
                       const nlohmann::json& personal) {
    nlohmann::json all = nlohmann::json::parse(lead.fields_json);
    all.update(personal.at("fields"));
    return lead::from_json(fields, all);
}

}  // namespace pointsman::engine
