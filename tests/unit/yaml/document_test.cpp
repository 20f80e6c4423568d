#include "mistakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pointsman::yaml {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> problems_of_tree(std::string_view content) {
    return problems_of(changed("trees/other.yaml", "", content));
}

TEST(strict_document, refuses_what_is_not_clean_text) {
    using namespace std::string_view_literals;
    for (const std::string_view content : {"tree: \xff\xfe"sv, "tree: a\0b"sv, "\xff\xfet\0r\0"sv})
        EXPECT_THAT(
            problems_of_tree(content),
            ElementsAre("trees/other.yaml: error: not clean UTF-8 text (or it holds a NUL byte)"));
}

TEST(strict_document, refuses_an_empty_file) {
    EXPECT_THAT(problems_of_tree("# nothing\n"),
                ElementsAre("trees/other.yaml:1:1: error: the file is empty"));
}

TEST(strict_document, refuses_depth) {
    const std::string deep = "tree: " + std::string(100, '[') + std::string(100, ']');
    EXPECT_THAT(problems_of_tree(deep),
                ElementsAre(HasSubstr("trees/other.yaml:1:38: error: nested deeper than 32")));
    // yaml-cpp's own guard against a stack overflow.
    EXPECT_THAT(problems_of_tree(std::string(100'000, '[')), ElementsAre(HasSubstr("error")));
}

TEST(strict_document, refuses_masses_of_values) {
    std::string many = "tree: [";
    for (int i = 0; i < 50'001; ++i) many += "1,";
    EXPECT_THAT(problems_of_tree(many + "]"), ElementsAre(HasSubstr("more than 50000 values")));
}

TEST(strict_document, refuses_an_alias_bomb_at_once) {
    std::string bomb = "tree: &a [x, x]\n";
    EXPECT_THAT(problems_of_tree(bomb + "vertical: [*a, *a, *a]\ncurrency: USD\ntiers: []\n"),
                Contains(HasSubstr("trees/other.yaml:2:12: error: aliases")));
}

TEST(strict_document, takes_a_byte_order_mark_and_windows_line_ends) {
    const std::string content =
        "\xEF\xBB\xBFtree: other\r\nvertical: auto\r\ncurrency: USD\r\ntiers: [{name: x}]\r\n";
    EXPECT_THAT(problems_of_tree(content),
                ElementsAre("trees/other.yaml:4:9: warning: no order stands in tier \"x\""));
}

TEST(strict_document, takes_quotes_within_quotes) {
    const auto problems = problems_of(changed("buyers/plainview.yaml", "{path: /ok, is: true}",
                                              R"({path: '/it''s "ok"', is: "\"\\"})"));
    EXPECT_THAT(problems, IsEmpty());
}

}  // namespace
}  // namespace pointsman::yaml
