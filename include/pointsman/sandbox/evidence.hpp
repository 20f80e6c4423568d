#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/sandbox/verification.hpp>

#include <filesystem>
#include <string>
#include <vector>

// Where evidence comes from. Each reader says what is wrong instead of throwing.
namespace pointsman::sandbox {

base::result<std::vector<seller_answer>, std::string> read_sellers_log(
    const std::filesystem::path& file);
base::result<std::vector<buyer_request>, std::string> read_buyers_log(
    const std::filesystem::path& file);

// Everything stored about leads from the first to the last id that the two logs name, in one
// snapshot.
base::result<database_evidence, std::string> read_database(
    const std::string& url, const std::vector<seller_answer>& sellers,
    const std::vector<buyer_request>& buyers);

}  // namespace pointsman::sandbox
