#include <pointsman/yaml/loader.hpp>

#include "compile.hpp"
#include "document.hpp"
#include "draft.hpp"
#include "kinds.hpp"
#include "layout.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace pointsman::yaml {

namespace {

void check_paths(draft& into) {
    for (const auto& [path, content] : into.from) {
        const auto kind = kind_of(path);
        if (!kind)
            into.problems.error({path, 0, 0}, "this file is not part of a configuration");
        else if (*kind == file_kind::list && !base::is_clean_utf8(content))
            into.problems.error({path, 0, 0}, "not clean UTF-8 text (or it holds a NUL byte)");
    }
    if (!into.from.contains(std::string(server_file)))
        into.problems.error({server_file, 0, 0}, "the file is missing");
}

// Reads every file of one kind, in the order of their paths. `broken` hears of the files that could
// not be parsed.
template <class Read, class Broken>
void read_each(file_kind kind, draft& into, Read read_one, Broken broken) {
    for (const auto& [path, content] : into.from) {
        if (kind_of(path) != kind) continue;
        if (const auto root = parse_document(path, content, into.problems))
            read_one(*root, stem_of(path), into);
        else
            broken(std::string(stem_of(path)));
    }
}

void read_all(draft& into) {
    const auto nobody_refers = [](const std::string&) {};
    read_each(
        file_kind::server, into,
        [](const node& root, std::string_view, draft& all) { read_server(root, all); },
        nobody_refers);
    read_each(file_kind::vertical, into, read_vertical,
              [&into](std::string name) { into.verticals.mark_broken(std::move(name)); });
    read_each(file_kind::tree, into, read_tree,
              [&into](std::string name) { into.trees.mark_broken(std::move(name)); });
    read_each(file_kind::buyer, into, read_buyer, nobody_refers);
    read_each(file_kind::seller, into, read_seller, nobody_refers);
}

}  // namespace

base::result<loaded, std::vector<problem>> load(const files& from, cap::book& counters,
                                                const secret_source& secrets, purpose why,
                                                std::optional<base::wall_time> now) {
    draft everything(from, counters, secrets, why);
    everything.now = now;
    check_paths(everything);
    read_all(everything);
    if (everything.problems.errors() > 0)
        return base::failure<std::vector<problem>>(everything.problems.sorted());
    compile(everything);
    return loaded{std::move(everything.plan), std::move(everything.settings),
                  everything.problems.sorted()};
}

}  // namespace pointsman::yaml
