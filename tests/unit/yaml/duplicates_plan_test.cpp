#include <support/example_config.hpp>

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/text.hpp>
#include <pointsman/duplicate/keys.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "mistakes.hpp"

namespace pointsman::yaml {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* vertical = "verticals/auto.yaml";
constexpr lead::field_number zip = 0;
constexpr lead::field_number email = 6;
constexpr lead::field_number phone = 7;

files with_suppression(const std::string& list) {
    files config = support::example_files();
    config[vertical] += "suppression: [{fields: [phone], file: lists/dnc.txt}]\n";
    config["lists/dnc.txt"] = list;
    return config;
}

TEST(compiled_duplicates, have_their_rules) {
    files config = support::example_files();
    config[vertical] +=
        "duplicates:\n"
        "  - {key: [phone, email], match: any, scope: buyer, event: sold, window: 30d, action: "
        "exclude_buyer}\n"
        "  - {key: [phone, zip], scope: source, event: seen, window: 12h, action: flag}\n";
    config["buyers/plainview.yaml"] += "group: plain\n";
    const auto plan = support::plan_of(config);
    const auto& rules = plan->find_vertical("auto")->duplicates;
    ASSERT_EQ(rules.size(), 2U);
    EXPECT_EQ(rules[0].key, (duplicate::key_fields{{phone, email}, duplicate::match::any}));
    EXPECT_EQ(rules[0].within, duplicate::scope::buyer);
    EXPECT_EQ(rules[0].on, duplicate::event::sold);
    EXPECT_EQ(rules[0].window, 30 * 24h);
    EXPECT_EQ(rules[0].then, duplicate::action::exclude_buyer);
    EXPECT_EQ(rules[0].text, "phone or email, buyer, sold, 30d");
    EXPECT_EQ(rules[1].key, (duplicate::key_fields{{phone, zip}, duplicate::match::all}));
    EXPECT_EQ(rules[1].text, "phone + zip, source, seen, 12h");
    EXPECT_EQ(plan->find_buyer("plainview")->group, "plain");
    EXPECT_EQ(plan->find_buyer("northstar")->group, "");
    EXPECT_EQ(plan->find_buyer("nobody"), nullptr);
}

TEST(compiled_duplicates, other_verticals_keep_the_keys_of_rules_that_span_verticals) {
    files config = support::example_files();
    config[vertical] +=
        "duplicates:\n"
        "  - {key: [phone], scope: global, event: sold, window: 1d, action: reject}\n"
        "  - {key: [phone], scope: buyer, event: sold, window: 1d, action: exclude_buyer}\n"
        "  - {key: [email], scope: vertical, event: sold, window: 1d, action: reject}\n"
        "  - {key: [phone, first_name], scope: global, event: sold, window: 1d, action: flag}\n";
    config["verticals/bike.yaml"] =
        "vertical: bike\nfields: {email: {type: email}, phone: {type: phone}}\n";
    config["verticals/boat.yaml"] =
        "vertical: boat\nfields: {phone: {type: phone}}\n"
        "duplicates: [{key: [phone], scope: seller, event: seen, window: 1d, action: flag}]\n";
    const auto plan = support::plan_of(config);
    EXPECT_THAT(plan->find_vertical("bike")->also_keyed,
                ElementsAre(duplicate::key_fields{{1}, duplicate::match::all}));
    EXPECT_THAT(plan->find_vertical("boat")->also_keyed, IsEmpty()) << "it has that key already";
    EXPECT_THAT(plan->find_vertical("auto")->also_keyed, IsEmpty());
}

TEST(compiled_suppression, reads_values_as_a_seller_would_write_them) {
    const auto plan = support::plan_of(
        with_suppression("# do not call\n(202) 555-0123\n+1 303 555 0100  # asked twice\n"));
    const plan::vertical& here = *plan->find_vertical("auto");
    ASSERT_THAT(here.suppression, SizeIs(1));
    EXPECT_EQ(here.suppression[0].values.size(), 2U);
    EXPECT_EQ(here.suppression[0].file, "lists/dnc.txt");
    lead::values lead(8);
    lead[phone] = std::string("+12025550123");
    EXPECT_TRUE(duplicate::find_suppressed(here.suppression, here.fields, lead));
    lead[phone] = std::string("+12025550124");
    EXPECT_FALSE(duplicate::find_suppressed(here.suppression, here.fields, lead));
}

TEST(compiled_suppression, reads_hashed_lists) {
    files config = support::example_files();
    config[vertical] +=
        "suppression: [{fields: [email], file: lists/hashed.txt, hashed: sha256}]\n";
    config["lists/hashed.txt"] = base::to_hex(base::sha256("a@b.example")) + "\n";
    const auto plan = support::plan_of(config);
    const plan::vertical& here = *plan->find_vertical("auto");
    lead::values lead(8);
    lead[email] = std::string("a@b.example");
    EXPECT_TRUE(duplicate::find_suppressed(here.suppression, here.fields, lead));
}

TEST(compiled_suppression, a_list_is_read_again_with_every_load) {
    lead::values lead(8);
    lead[phone] = std::string("+13035550100");
    for (const bool is_listed : {false, true, false}) {
        const auto plan =
            support::plan_of(with_suppression(is_listed ? "3035550100\n" : "2025550123\n"));
        const plan::vertical& here = *plan->find_vertical("auto");
        EXPECT_EQ(duplicate::find_suppressed(here.suppression, here.fields, lead).has_value(),
                  is_listed);
    }
}

TEST(compiled_suppression, lists_are_not_stored_with_the_plan) {
    const auto plan = support::plan_of(with_suppression("202-555-0123\n"));
    EXPECT_THAT(plan->files.at("lists/dnc.txt"), Not(HasSubstr("555")));
    EXPECT_THAT(plan->files.at("lists/dnc.txt"), HasSubstr("SHA-256: "));
    EXPECT_THAT(plan->files.at("lists/blocked_zips.txt"), HasSubstr("93301"));
    const auto other = support::plan_of(with_suppression("202-555-0124\n"));
    EXPECT_NE(plan->hash, other->hash) << "another list is another plan";

    cap::book counters;
    const auto read_back = load(plan->files, counters, support::example_secrets(), purpose::stored);
    ASSERT_TRUE(read_back);
    EXPECT_EQ(read_back->plan->hash, plan->hash);
    EXPECT_EQ(read_back->plan->files, plan->files);
    EXPECT_EQ(read_back->plan->find_vertical("auto")->suppression.at(0).values.size(), 0U);
}

TEST(compiled_suppression, a_list_that_a_filter_reads_too_is_stored) {
    files config = with_suppression("202-555-0123\n");
    std::string& buyer = config["buyers/plainview.yaml"];
    buyer += "    accepts: {field: phone, not_in_file: lists/dnc.txt}\n";
    EXPECT_THAT(support::plan_of(config)->files.at("lists/dnc.txt"), HasSubstr("555"));
}

}  // namespace
}  // namespace pointsman::yaml
