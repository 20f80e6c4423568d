#include <pointsman/base/strict_json.hpp>
#include <pointsman/sandbox/evidence.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <stdexcept>
#include <utility>

namespace pointsman::sandbox {
namespace {

// Our own logs: the limits are only to notice a wrong file.
constexpr base::json_limits line_limits{.depth = 16, .members = 4096, .string_bytes = 1 << 16};

std::string text_of(const nlohmann::json& line, const char* name) {
    return line.value(name, std::string());
}

std::map<std::string, std::string> texts_of(const nlohmann::json& line, const char* name) {
    std::map<std::string, std::string> texts;
    const auto found = line.find(name);
    if (found == line.end()) return texts;
    for (const auto& [key, value] : found->items())
        if (std::string text; base::scalar_text(value, text)) texts[key] = std::move(text);
    return texts;
}

seller_answer read_seller_line(const nlohmann::json& line) {
    seller_answer told;
    told.ref = line.at("ref").get<std::string>();
    told.http_status = line.at("http").get<int>();
    told.status = line.at("status").get<std::string>();
    told.lead_id = text_of(line, "lead_id");
    told.payout = base::parse_money(text_of(line, "payout"));
    told.personal = texts_of(line, "personal");
    return told;
}

buyer_request read_buyer_line(const nlohmann::json& line) {
    buyer_request request;
    request.buyer = line.at("buyer").get<std::string>();
    request.lead_id = line.at("lead_id").get<std::string>();
    request.order = line.at("order").get<std::string>();
    request.is_post = line.at("phase").get<std::string>() == "post";
    request.attempt = line.at("attempt").get<std::int32_t>();
    request.answer = line.at("answer").get<std::string>();
    request.price = base::parse_money(text_of(line, "price")).value_or(base::money());
    request.values = texts_of(line, "values");
    return request;
}

template <class Entry>
base::result<std::vector<Entry>, std::string> read_lines(const std::filesystem::path& file,
                                                         Entry (*read)(const nlohmann::json&)) {
    std::ifstream in(file);
    if (!in) return base::failure(fmt::format("{} cannot be read", file.string()));
    std::vector<Entry> entries;
    std::string line;
    for (int n = 1; std::getline(in, line); ++n) {
        try {
            const auto parsed = base::parse_json(line, line_limits);
            if (!parsed) throw std::invalid_argument(parsed.error().what);
            entries.push_back(read(*parsed));
        } catch (const std::exception& problem) {
            return base::failure(fmt::format("{}:{}: {}", file.string(), n, problem.what()));
        }
    }
    return entries;
}

}  // namespace

base::result<std::vector<seller_answer>, std::string> read_sellers_log(
    const std::filesystem::path& file) {
    return read_lines(file, read_seller_line);
}

base::result<std::vector<buyer_request>, std::string> read_buyers_log(
    const std::filesystem::path& file) {
    return read_lines(file, read_buyer_line);
}

}  // namespace pointsman::sandbox
