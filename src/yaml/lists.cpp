#include "lists.hpp"

#include "layout.hpp"
#include "scalars.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/lead/lead.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace pointsman::yaml {

namespace {

std::string_view without_comment(std::string_view line) {
    if (line.starts_with('#')) return {};
    for (const std::string_view mark : {" #", "\t#"}) line = line.substr(0, line.find(mark));
    return base::trimmed(line);
}

}  // namespace

const files::value_type* find_list(const node& path, const files& from, report& problems) {
    std::string name;
    if (!read(path, name, problems)) return nullptr;
    const auto found = from.find(name);
    if (found != from.end() && kind_of(name) == file_kind::list) return &*found;
    std::vector<std::string> known;
    for (const auto& [each, content] : from)
        if (kind_of(each) == file_kind::list) known.push_back(each);
    problems.error(path.at,
                   fmt::format("there is no list file \"{}\"; {}", name, not_among(name, known)));
    return nullptr;
}

void for_each_value(std::string_view content,
                    const std::function<void(int, std::string_view)>& visit) {
    int number = 0;
    for (const std::string_view line : base::split(content, '\n')) {
        ++number;
        const std::string_view text = without_comment(base::trimmed(line));
        if (!text.empty()) visit(number, text);
    }
}

bool read_list_file(const node& path, const lead::field& field, filter::test& into,
                    draft& everything) {
    const files::value_type* list = find_list(path, everything.from, everything.problems);
    if (list == nullptr) return false;
    bool is_valid = true;
    for_each_value(list->second, [&](int number, std::string_view text) {
        auto value = lead::read_value(field, text);
        if (value) {
            into.operands.push_back(*std::move(value));
            return;
        }
        is_valid = false;
        everything.problems.error({list->first, number, 1},
                                  fmt::format("a value of \"{}\" {}", field.name, value.error()));
    });
    everything.filter_lists.insert(list->first);
    into.list_file = list->first;
    if (is_valid && into.operands.empty())
        everything.problems.error(path.at, fmt::format("\"{}\" holds no value", list->first));
    return is_valid && !into.operands.empty();
}

}  // namespace pointsman::yaml
