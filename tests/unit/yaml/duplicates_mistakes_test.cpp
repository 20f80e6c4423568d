#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mistakes.hpp"

namespace pointsman::yaml {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* vertical = "verticals/auto.yaml";

// The example with these lines at the end of its vertical, which has ten.
files with(const std::string& lines) {
    files config = changed(vertical, "vertical: auto\n", "vertical: auto\n");
    config[vertical] += lines;
    return config;
}

std::vector<std::string> problems_with(const std::string& lines) {
    return problems_of(with(lines));
}

// One rule in flow style, in line 12 from column 5 on.
std::vector<std::string> problems_of_rule(const std::string& rule) {
    return problems_with("duplicates:\n  - " + rule + "\n");
}

struct wrong {
    std::string rule;
    std::string expected;
};

TEST(duplicates_yaml, names_every_mistake_and_its_place) {
    const std::vector<wrong> mistakes{
        {"{key: [phon], scope: seller, event: seen, window: 1d, action: reject}",
         "12:12: error: there is no field \"phon\"; did you mean \"phone\"?"},
        {"{key: [phone, phone], scope: seller, event: seen, window: 1d, action: reject}",
         "12:19: error: this field stands here twice"},
        {"{key: [], scope: seller, event: seen, window: 1d, action: reject}",
         "12:11: error: expected 1 to 8 fields"},
        {"{key: phone, scope: seller, event: seen, window: 1d, action: reject}",
         "12:11: error: expected a list"},
        {"{key: [zip, age], scope: seller, event: seen, window: 1d, action: reject}",
         "12:11: error: these fields do not tell people apart; add a phone, email, text, url or "
         "ip"},
        {"{key: [zip, phone], match: any, scope: seller, event: seen, window: 1d, action: reject}",
         "12:11: error: with `match: any` each field must tell people apart by itself: phone, "
         "email, text, url or ip"},
        {"{key: [phone], match: some, scope: seller, event: seen, window: 1d, action: reject}",
         "12:27: error: expected one of all, any"},
        {"{key: [phone], scope: sellers, event: seen, window: 1d, action: reject}",
         "12:27: error: expected one of source, seller, vertical, global, buyer, buyer_group; did "
         "you mean \"seller\"?"},
        {"{key: [phone], scope: seller, event: saw, window: 1d, action: reject}",
         "12:42: error: expected one of seen, posted, sold"},
        {"{key: [phone], scope: seller, event: seen, window: 1d, action: refuse}",
         "12:68: error: expected one of reject, exclude_buyer, flag"},
        {"{key: [phone], scope: seller, event: seen, window: 30, action: reject}",
         "12:56: error: expected a time with its unit"},
        {"{key: [phone], scope: seller, event: seen, window: 401d, action: reject}",
         "12:56: error: expected a time with its unit (ms, s, m, h, d) from 1m to 400d"},
        {"{key: [phone], scope: seller, event: seen, window: 59s, action: reject}",
         "12:56: error: expected a time with its unit (ms, s, m, h, d) from 1m to 400d"},
        {"{key: [phone], scope: seller, event: seen, action: reject}",
         "12:5: error: \"window\" is missing here"},
        {"{key: [phone], scope: seller, event: seen, window: 1d, action: exclude_buyer}",
         "12:68: error: exclude_buyer is for the scopes buyer and buyer_group"},
        {"{key: [phone], scope: buyer, event: sold, window: 1d, action: reject}",
         "12:67: error: a rule of scope buyer can only exclude_buyer"},
        {"{key: [phone], scope: buyer_group, event: sold, window: 1d, action: flag}",
         "12:73: error: a rule of scope buyer_group can only exclude_buyer"},
        {"{key: [phone], scope: buyer, event: seen, window: 1d, action: exclude_buyer}",
         "12:41: error: a buyer has not seen a lead before it was posted or sold to it"},
        {"{keys: [phone], scope: buyer, event: sold, window: 1d, action: exclude_buyer}",
         "12:5: error: \"key\" is missing here"}};
    for (const wrong& each : mistakes)
        EXPECT_THAT(problems_of_rule(each.rule),
                    testing::Contains(HasSubstr("verticals/auto.yaml:" + each.expected)))
            << each.rule;
}

TEST(duplicates_yaml, a_good_rule_is_no_mistake) {
    EXPECT_THAT(problems_of_rule("{key: [phone, zip], scope: seller, event: seen, window: 30d, "
                                 "action: reject}"),
                testing::IsEmpty());
    EXPECT_THAT(problems_with("duplicates: {}\n"),
                ElementsAre("verticals/auto.yaml:11:13: error: expected a list"));
}

TEST(duplicates_yaml, one_rule_for_each_key_scope_and_event) {
    const std::string rule =
        "  - {key: [phone], scope: seller, event: seen, window: 1d, action: flag}\n";
    EXPECT_THAT(problems_with("duplicates:\n" + rule + rule),
                ElementsAre("verticals/auto.yaml:13:5: error: a second rule with this key, scope "
                            "and event"));
}

TEST(duplicates_yaml, the_number_of_rules_is_limited) {
    std::string rules = "duplicates:\n";
    for (int i = 0; i < 17; ++i) rules += "  - {key: [phone]}\n";
    EXPECT_THAT(problems_with(rules),
                ElementsAre("verticals/auto.yaml:12:3: error: more than 16 rules"));
}

TEST(duplicates_yaml, a_wrong_field_is_reported_once) {
    files config = changed(vertical, "phone:      {type: phone,", "phone:      {type: fone,");
    config[vertical] +=
        "duplicates:\n  - {key: [phone], scope: seller, event: seen, window: 1d, action: reject}\n"
        "suppression: [{fields: [phone], file: lists/blocked_zips.txt}]\n";
    EXPECT_THAT(problems_of(config), ElementsAre(HasSubstr("there is no type \"fone\"")));
}

TEST(duplicates_yaml, a_rule_for_groups_that_do_not_exist_is_a_warning) {
    files config = with(
        "duplicates:\n  - {key: [phone], scope: buyer_group, event: sold, window: 1d, action: "
        "exclude_buyer}\n");
    EXPECT_THAT(problems_of(config),
                ElementsAre("verticals/auto.yaml:12:27: warning: no buyer has a `group`, so this "
                            "rule excludes nobody"));
    config["buyers/plainview.yaml"] += "group: plain\n";
    EXPECT_THAT(problems_of(config), testing::IsEmpty());
    config["buyers/plainview.yaml"] += "group: Plain View\n";
    EXPECT_FALSE(problems_of(config).empty());
}

TEST(suppression_yaml, names_every_mistake_and_its_place) {
    const std::vector<wrong> mistakes{
        {"{fields: [phon], file: lists/dnc.txt}",
         "12:15: error: there is no field \"phon\"; did you mean \"phone\"?"},
        {"{fields: [], file: lists/dnc.txt}", "12:14: error: expected at least one field"},
        {"{fields: [zip], file: lists/dnc.txt}",
         "12:15: error: \"zip\" is of type us_zip and tells nobody apart; expected a phone, email, "
         "text, url or ip"},
        {"{fields: [phone, email], file: lists/dnc.txt}",
         "12:22: error: the fields of one list are all of the same type"},
        {"{fields: [phone], file: lists/dnk.txt}",
         "12:29: error: there is no list file \"lists/dnk.txt\"; did you mean \"lists/dnc.txt\"?"},
        {"{fields: [phone], file: lists/empty.txt}",
         "12:29: error: \"lists/empty.txt\" holds no value"},
        {"{fields: [phone], file: lists/dnc.txt, hashed: sha1}",
         "12:52: error: expected one of none, sha256, md5"},
        {"{fields: [phone]}", "12:5: error: \"file\" is missing here"},
        {"{file: lists/dnc.txt}", "12:5: error: \"fields\" is missing here"}};
    for (const wrong& each : mistakes) {
        files config = with("suppression:\n  - " + each.rule + "\n");
        config["lists/dnc.txt"] = "202-555-0123\n";
        config["lists/empty.txt"] = "# nobody yet\n";
        EXPECT_THAT(problems_of(config),
                    testing::Contains(HasSubstr("verticals/auto.yaml:" + each.expected)))
            << each.rule;
    }
}

TEST(suppression_yaml, a_bad_line_is_named_and_never_repeated) {
    files config = with(
        "suppression:\n"
        "  - {fields: [phone], file: lists/dnc.txt}\n"
        "  - {fields: [email], file: lists/md5.txt, hashed: md5}\n");
    config["lists/dnc.txt"] = "# numbers\n202-555-0123\n202-555-012\n";
    config["lists/md5.txt"] = "0123456789abcdef0123456789abcdef\n\n0123456789abcdef\n";
    EXPECT_THAT(problems_of(config),
                ElementsAre(HasSubstr("lists/dnc.txt:3:1: error: a value of \"phone\" must be"),
                            "lists/md5.txt:3:1: error: expected 32 hexadecimal digits (md5)"));
}

}  // namespace
}  // namespace pointsman::yaml
