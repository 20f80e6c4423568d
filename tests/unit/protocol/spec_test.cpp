#include <pointsman/protocol/spec.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace pointsman::protocol {
namespace {

TEST(Transform, IsReadByItsName) {
    const std::pair<const char*, transform_kind> cases[] = {
        {"lower", transform_kind::lower},
        {"upper", transform_kind::upper},
        {"digits", transform_kind::digits},
        {"national", transform_kind::national},
        {"area_code", transform_kind::area_code},
        {"sha256", transform_kind::sha256},
        {"md5", transform_kind::md5},
        {"domain", transform_kind::domain},
        {"year", transform_kind::year},
        {"zip3", transform_kind::zip3}};
    for (const auto& [text, kind] : cases) {
        const auto read = parse_transform(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(read->kind, kind) << text;
        EXPECT_EQ(read->argument, "") << text;
    }
}

TEST(Transform, OfADateTakesAPattern) {
    const auto read = parse_transform("date:%m/%d/%Y at %%");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->kind, transform_kind::date);
    EXPECT_EQ(read->argument, "%m/%d/%Y at %%");
}

TEST(Transform, IsRefusedWhenItCannotWork) {
    const std::string too_long = "date:%Y" + std::string(max_date_pattern_bytes - 1, '-');
    const std::string_view cases[] = {
        "",         "sha1",     "SHA256",  "sha256:",
        "lower:x",  "date",     "date:",   "date:%",
        "date:%%",  "date:x",   "date:%H", "date:%n",
        "date:%Y%", "date:%Ex", too_long,  std::string_view("date:%Y\0", 8)};
    for (const std::string_view text : cases) EXPECT_FALSE(parse_transform(text)) << text;
}

TEST(Transform, MasksOnlyWhatNobodyCanBeFoundBy) {
    using enum transform_kind;
    for (const auto kind : {area_code, sha256, md5, domain, year})
        EXPECT_TRUE(masks_personal_data(kind));
    for (const auto kind : {lower, upper, digits, national, zip3, date})
        EXPECT_FALSE(masks_personal_data(kind));
}

TEST(Fact, IsReadByItsName) {
    const std::pair<const char*, fact> cases[] = {
        {"lead_id", fact::lead_id}, {"offer_id", fact::offer_id},      {"order", fact::order},
        {"seller", fact::seller},   {"source", fact::source},          {"price", fact::price},
        {"test", fact::test},       {"received_at", fact::received_at}};
    for (const auto& [text, expected] : cases) EXPECT_EQ(parse_fact(text), expected) << text;
    EXPECT_FALSE(parse_fact("Lead_id"));
    EXPECT_FALSE(parse_fact(""));
}

TEST(RefusalClass, HasANameEach) {
    EXPECT_EQ(to_text(refusal_class::duplicate), "duplicate");
    EXPECT_EQ(to_text(refusal_class::quality), "quality");
    EXPECT_EQ(to_text(refusal_class::cap), "cap");
    EXPECT_EQ(to_text(refusal_class::price), "price");
    EXPECT_EQ(to_text(refusal_class::other), "other");
}

TEST(SendItem, HasANameUnlessItIsAll) {
    const send_item constant = send_constant{.constant = 7, .as = "campaign"};
    ASSERT_NE(name_of(constant), nullptr);
    EXPECT_EQ(*name_of(constant), "campaign");
    EXPECT_EQ(name_of(send_all{}), nullptr);
}

}  // namespace
}  // namespace pointsman::protocol
