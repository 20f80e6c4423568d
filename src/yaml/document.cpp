#include "document.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <unordered_map>

namespace pointsman::yaml {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// YAML would read 012 as ten, 02134 as 1116, and ZIP codes lose their first digit on the way.
bool is_number_with_leading_zero(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    const std::string_view whole = text.substr(0, text.find('.'));
    if (whole.size() < 2 || whole.front() != '0' || !base::is_digits(whole)) return false;
    return whole.size() == text.size() || base::is_digits(text.substr(whole.size() + 1));
}

// yaml-cpp takes the end of the file for the end of a quotation.
bool quotation_is_closed(std::string_view from_quote) {
    const char quote = from_quote.front();
    for (std::size_t at = 1; at < from_quote.size(); ++at) {
        if (quote == '"' && from_quote[at] == '\\') {
            ++at;
        } else if (from_quote[at] == quote) {
            const bool doubled = quote == '\'' && from_quote.substr(at + 1).starts_with('\'');
            if (!doubled) return true;
            ++at;
        }
    }
    return false;
}

// Builds the tree from yaml-cpp's events, which still know of aliases, tags and quotes.
class tree_builder final : public YAML::EventHandler {
public:
    tree_builder(std::string_view file, std::string_view content, report& problems)
        : file_(file), content_(content), problems_(problems) {}

    std::optional<node> root;

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ == 2)
            problems_.error(at(mark), "a second document; one file holds one document");
    }

    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        check_plainness(mark, "?", anchor);
        add(make(node::kind::null, mark), mark);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        problems_.error(at(mark), "aliases (*name) are not taken; write the value out");
        add(make(node::kind::null, mark), mark);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        check_plainness(mark, tag, anchor);
        const bool quoted = tag == "!";
        if (quoted) check_quotation(mark);
        if (!quoted && is_number_with_leading_zero(value))
            problems_.error(at(mark), "an unquoted number with a leading zero; write it in quotes");
        node made = make(node::kind::scalar, mark);
        made.text = value;
        made.quoted = quoted;
        add(std::move(made), mark);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(node::kind::sequence, mark, tag, anchor);
    }

    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(node::kind::mapping, mark, tag, anchor);
    }

    void OnMapEnd() override { close(); }

private:
    struct level {
        node made;
        std::optional<node> key;  // of a mapping: waiting for its value
        std::unordered_map<std::string, int> line_of_key;
    };

    place at(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }

    node make(node::kind what, const YAML::Mark& mark) const {
        node made;
        made.what = what;
        made.at = at(mark);
        return made;
    }

    void check_plainness(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        if (anchor != 0)
            problems_.error(at(mark), "anchors (&name) are not taken; write the value out");
        if (tag != "?" && tag != "!" && !tag.empty())
            problems_.error(at(mark), "tags (!name) are not taken");
    }

    void check_quotation(const YAML::Mark& mark) {
        const auto start = static_cast<std::size_t>(mark.pos);
        if (start >= content_.size() || (content_[start] != '"' && content_[start] != '\'')) return;
        if (!quotation_is_closed(content_.substr(start)))
            problems_.error(at(mark), "this quotation is never closed");
    }

    void open(node::kind what, const YAML::Mark& mark, const std::string& tag,
              YAML::anchor_t anchor) {
        check_plainness(mark, tag, anchor);
        if (open_.size() >= max_depth)
            throw YAML::ParserException(mark, fmt::format("nested deeper than {}", max_depth));
        open_.push_back({make(what, mark), {}, {}});
    }

    void close() {
        node made = std::move(open_.back().made);
        open_.pop_back();
        place_in_parent(std::move(made));
    }

    void add(node made, const YAML::Mark& mark) {
        if (++nodes_ > max_nodes)
            throw YAML::ParserException(mark, fmt::format("more than {} values", max_nodes));
        place_in_parent(std::move(made));
    }

    void place_in_parent(node made) {
        if (open_.empty()) {
            if (!root) root = std::move(made);
        } else if (level& parent = open_.back(); parent.made.is_sequence()) {
            parent.made.items.push_back(std::move(made));
        } else if (!parent.key) {
            parent.key = std::move(made);
        } else {
            add_member(parent, std::move(*parent.key), std::move(made));
            parent.key.reset();
        }
    }

    void add_member(level& parent, node key, node value) {
        if (!key.is_scalar()) {
            problems_.error(key.at, "a key must be a text");
            return;
        }
        const auto [known, is_new] = parent.line_of_key.try_emplace(key.text, key.at.line);
        if (is_new)
            parent.made.members.push_back({std::move(key), std::move(value)});
        else
            problems_.error(key.at, fmt::format("\"{}\" stands here twice; first in line {}",
                                                key.text, known->second));
    }

    std::string_view file_;
    std::string_view content_;
    report& problems_;
    std::vector<level> open_;
    std::size_t nodes_ = 0;
    int documents_ = 0;
};

std::string line_of(const std::string& content, int line) {
    std::istringstream lines(content);
    std::string text;
    for (int at = 0; at <= line && std::getline(lines, text); ++at) {
    }
    return text;
}

void report_syntax(const YAML::Exception& error, std::string_view file, const std::string& content,
                   report& problems) {
    std::string what = error.msg;
    if (error.mark.is_null()) {
        problems.error({file, 0, 0}, std::move(what));
        return;
    }
    if (line_of(content, error.mark.line).find("${") != std::string::npos)
        what += "; between { } or [ ] a \"${...}\" must stand in quotes";
    problems.error({file, error.mark.line + 1, error.mark.column + 1}, std::move(what));
}

std::optional<node> parse(std::string_view file, const std::string& content, report& problems) {
    tree_builder builder(file, content, problems);
    std::istringstream stream(content);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    if (!builder.root) problems.error({file, 1, 1}, "the file is empty");
    return std::move(builder.root);
}

}  // namespace

std::optional<node> parse_document(std::string_view file, const std::string& content,
                                   report& problems) {
    if (!base::is_clean_utf8(content)) {
        problems.error({file, 0, 0}, "not clean UTF-8 text (or it holds a NUL byte)");
        return std::nullopt;
    }
    try {
        // yaml-cpp does not count a byte order mark in its positions.
        if (content.starts_with(byte_order_mark))
            return parse(file, content.substr(byte_order_mark.size()), problems);
        return parse(file, content, problems);
    } catch (const YAML::Exception& error) {
        report_syntax(error, file, content, problems);
        return std::nullopt;
    }
}

}  // namespace pointsman::yaml
