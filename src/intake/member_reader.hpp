#pragma once

#include <pointsman/intake/submission.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pointsman::intake {

std::string_view missing_field();
std::string_view invalid_field();

// Reads the members of one JSON object and collects what is wrong with them under their paths. A
// null counts as absent.
class member_reader {
public:
    // Both must outlive the reader. `path` is "" for the request itself, "consent." for its
    // member's members.
    member_reader(const nlohmann::json& object, std::string path, std::vector<problem>& problems);

    // Null when absent.
    const nlohmann::json* find(const char* name) const;

    void complain(std::string_view name, std::string_view expected);
    void complain_missing(std::string_view name);

    // What the member holds, or nothing when it is absent or wrong (which is then a problem).
    std::optional<std::string> text(const char* name, std::size_t max_bytes);
    std::optional<bool> boolean(const char* name);
    std::optional<std::int64_t> integer(const char* name, std::int64_t least, std::int64_t most);
    std::optional<base::money> amount(const char* name);
    std::vector<std::string> texts(const char* name, std::size_t most, std::size_t max_bytes);
    const nlohmann::json* object(const char* name);

    // Empty, and a problem, unless the member is there and holds more than blanks.
    std::string required_text(const char* name, std::size_t max_bytes);

    // Checks a member as a field of the given type would be.
    void check_as(const char* name, lead::field_type type, std::size_t max_bytes);

    // A problem if the array holds anything.
    void must_be_empty_array(const char* name, std::string_view why);

    // A problem for each member that is not among `known`.
    void refuse_unknown(std::initializer_list<std::string_view> known);

private:
    const nlohmann::json& object_;
    const std::string path_;
    std::vector<problem>& problems_;
};

}  // namespace pointsman::intake
