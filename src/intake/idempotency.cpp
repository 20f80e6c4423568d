#include <pointsman/base/text.hpp>
#include <pointsman/intake/idempotency.hpp>

namespace pointsman::intake {

request_identity identify(const std::string& seller, std::string_view idempotency_key,
                          const submission& lead, std::string_view body,
                          const base::secret_key& master_key) {
    request_identity made{seller, {}, base::hmac_sha256(master_key, body), remembered_by_key};
    if (!idempotency_key.empty()) {
        made.key = "key:" + std::string(idempotency_key);
    } else if (!lead.ref.empty()) {
        made.key = "ref:" + lead.ref;
    } else {
        made.key = "body:" + base::to_hex(made.body);
        made.remembered = remembered_by_body;
    }
    return made;
}

}  // namespace pointsman::intake
