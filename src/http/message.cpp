#include <pointsman/http/message.hpp>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>
#include <nlohmann/json.hpp>

namespace pointsman::http {

std::string_view find_header(const header_list& headers, std::string_view name) {
    for (const auto& [key, value] : headers) {
        if (boost::beast::iequals(key, name)) return value;
    }
    return {};
}

std::string_view reason_phrase(int status) {
    namespace beast = boost::beast::http;
    const auto known = beast::int_to_status(static_cast<unsigned>(status));
    if (known == beast::status::unknown) return "Unknown";
    return beast::obsolete_reason(known);
}

response make_problem(int status, std::string_view detail) {
    nlohmann::ordered_json problem = {
        {"type", "about:blank"}, {"title", reason_phrase(status)}, {"status", status}};
    if (!detail.empty()) problem["detail"] = detail;
    response answer;
    answer.status = status;
    answer.content_type = "application/problem+json";
    answer.body = problem.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return answer;
}

}  // namespace pointsman::http
