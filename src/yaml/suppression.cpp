#include "suppression.hpp"

#include "lists.hpp"
#include "mapping.hpp"

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/text.hpp>
#include <pointsman/duplicate/keys.hpp>
#include <pointsman/lead/lead.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pointsman::yaml {

namespace {

using duplicate::hashing;
using entry = duplicate::suppressed_values::entry;

constexpr std::array<choice<hashing>, 3> hashings{
    {{"none", hashing::none}, {"sha256", hashing::sha256}, {"md5", hashing::md5}}};

class suppression_reader {
public:
    suppression_reader(plan::vertical_number number, const lead::catalogue& fields, draft& into)
        : number_(number), fields_(fields), into_(into), problems_(into.problems) {}

    duplicate::suppression read_one(const node& given) {
        const mapping at(given, {"fields", "file", "hashed"}, problems_);
        duplicate::suppression made;
        const bool has_fields = read_fields(at, made.fields);
        const bool has_hashing = !at.has("hashed") || at.optional("hashed", made.hashed, hashings);
        const node* path = at.require("file");
        if (path == nullptr) return made;
        const auto* list = find_list(*path, into_.from, problems_);
        if (list == nullptr) return made;
        made.file = list->first;
        into_.suppression_lists.insert(list->first);
        if (has_fields && has_hashing && into_.why != purpose::stored)
            made.values = read_values(*path, *list, made);
        return made;
    }

private:
    bool read_fields(const mapping& at, std::vector<lead::field_number>& into) {
        const node* given = at.require("fields");
        if (given == nullptr) return false;
        bool is_valid = given->is_sequence() && !given->items.empty();
        if (given->is_sequence() && given->items.empty())
            problems_.error(given->at, "expected at least one field");
        for (const node& item : items_of(*given, problems_))
            is_valid = read_field(item, into) && is_valid;
        return is_valid;
    }

    bool read_field(const node& item, std::vector<lead::field_number>& into) {
        std::string name;
        if (!read(item, name, problems_)) return false;
        const auto number = fields_.find(name);
        if (!number) {
            std::vector<std::string> known;
            for (const lead::field& each : fields_.fields()) known.push_back(each.name);
            problems_.error(
                item.at, fmt::format("there is no field \"{}\"; {}", name, not_among(name, known)));
            return false;
        }
        if (into_.doubtful_fields.contains({number_, *number})) return false;
        const lead::field_type type = fields_.at(*number).type;
        if (!duplicate::can_identify(type)) {
            problems_.error(item.at, fmt::format("\"{}\" is of type {} and tells nobody apart; "
                                                 "expected a phone, email, text, url or ip",
                                                 name, lead::to_text(type)));
            return false;
        }
        if (!into.empty() && fields_.at(into.front()).type != type) {
            problems_.error(item.at, "the fields of one list are all of the same type");
            return false;
        }
        into.push_back(*number);
        return true;
    }

    duplicate::suppressed_values read_values(const node& path, const files::value_type& list,
                                             const duplicate::suppression& of) {
        std::vector<entry> entries;
        const std::size_t errors_before = problems_.errors();
        for_each_value(list.second, [&](int line, std::string_view text) {
            const auto read =
                of.hashed == hashing::none ? read_plain(text, of) : read_hashed(text, of.hashed);
            if (read)
                entries.push_back(*read);
            else
                problems_.error({list.first, line, 1}, read.error());
        });
        if (entries.empty() && problems_.errors() == errors_before)
            problems_.error(path.at, fmt::format("\"{}\" holds no value", list.first));
        return duplicate::suppressed_values(std::move(entries));
    }

    base::result<entry, std::string> read_plain(std::string_view text,
                                                const duplicate::suppression& of) const {
        const lead::field& field = fields_.at(of.fields.front());
        const auto value = lead::read_value(field, text);
        if (!value)
            return base::failure(fmt::format("a value of \"{}\" {}", field.name, value.error()));
        return duplicate::entry_of(lead::to_text(*value), hashing::none);
    }

    static base::result<entry, std::string> read_hashed(std::string_view text, hashing how) {
        if (const auto read = duplicate::read_entry(text, how)) return *read;
        return base::failure(fmt::format("expected {} hexadecimal digits ({})",
                                         how == hashing::sha256 ? 64 : 32,
                                         duplicate::to_text(how)));
    }

    plan::vertical_number number_;
    const lead::catalogue& fields_;
    draft& into_;
    report& problems_;
};

}  // namespace

std::vector<duplicate::suppression> read_suppressions(const node& given,
                                                      plan::vertical_number number,
                                                      const lead::catalogue& fields, draft& into) {
    suppression_reader reader(number, fields, into);
    std::vector<duplicate::suppression> lists;
    for (const node& item : items_of(given, into.problems)) lists.push_back(reader.read_one(item));
    return lists;
}

std::string stand_in_for(const std::string& content) {
    return fmt::format("# A suppression list of {} bytes, not stored. SHA-256: {}\n",
                       content.size(), base::to_hex(base::sha256(content)));
}

}  // namespace pointsman::yaml
