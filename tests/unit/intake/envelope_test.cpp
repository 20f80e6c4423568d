#include "house.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

// One member of the request at a time.
namespace pointsman::intake {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

struct member_case {
    const char* member;
    const char* value;    // JSON
    const char* problem;  // how it begins, or "" when the request is taken
};

class Member : public testing::TestWithParam<member_case> {};

TEST_P(Member, IsTakenOrIsAProblem) {
    const auto& [member, value, expected] = GetParam();
    const std::string body = good_request().dump();
    // Spliced in as text, so that numbers arrive exactly as they are written here.
    const auto problems = problems_of(
        house().read("{\"" + std::string(member) + "\":" + value + "," + body.substr(1)));
    if (std::string(expected).empty())
        EXPECT_THAT(problems, IsEmpty()) << member << ": " << value;
    else
        EXPECT_THAT(problems, ElementsAre(StartsWith(expected))) << member << ": " << value;
}

constexpr const char* bad_price = "min_price invalid_field: must be an amount such as \"5.00\"";
constexpr const char* bad_wait =
    "max_wait_ms invalid_field: must be a whole number from 1 to 300000";
constexpr const char* bad_sells = "allowed_sells invalid_field: must be 1: ";
constexpr const char* bad_sold = "already_sold_to invalid_field: must be an empty list";
constexpr const char* bad_test = "test invalid_field: must be true or false";
constexpr const char* bad_parties = "consent.parties invalid_field: must be an empty list";
constexpr const char* bad_moment = "consent.at invalid_field: must be a moment";

INSTANTIATE_TEST_SUITE_P(MinPrice, Member,
                         testing::Values(member_case{"min_price", "\"5.00\"", ""},
                                         member_case{"min_price", "5", ""},
                                         member_case{"min_price", "5.25", ""},
                                         member_case{"min_price", "0", ""},
                                         member_case{"min_price", "-1", bad_price},
                                         member_case{"min_price", "1e2", bad_price},
                                         member_case{"min_price", "\"$5\"", bad_price},
                                         member_case{"min_price", "\"5,00\"", bad_price},
                                         member_case{"min_price", "\"\"", bad_price},
                                         member_case{"min_price", "true", bad_price},
                                         member_case{"min_price", "[5]", bad_price},
                                         member_case{"min_price", "99999999999", bad_price}));

INSTANTIATE_TEST_SUITE_P(
    MaxWait, Member,
    testing::Values(member_case{"max_wait_ms", "1", ""}, member_case{"max_wait_ms", "300000", ""},
                    member_case{"max_wait_ms", "0", bad_wait},
                    member_case{"max_wait_ms", "-5", bad_wait},
                    member_case{"max_wait_ms", "300001", bad_wait},
                    member_case{"max_wait_ms", "\"5000\"", bad_wait},
                    member_case{"max_wait_ms", "5000.5", bad_wait},
                    member_case{"max_wait_ms", "true", bad_wait},
                    member_case{"max_wait_ms", "18446744073709551615", bad_wait},
                    member_case{"max_wait_ms", "99999999999999999999", bad_wait}));

INSTANTIATE_TEST_SUITE_P(
    NotImplemented, Member,
    testing::Values(member_case{"allowed_sells", "1", ""},
                    member_case{"allowed_sells", "2", bad_sells},
                    member_case{"allowed_sells", "0", bad_sells},
                    member_case{"allowed_sells", "\"1\"", bad_sells},
                    member_case{"allowed_sells", "true", bad_sells},
                    member_case{"already_sold_to", "[]", ""},
                    member_case{"already_sold_to", "[\"x\"]", bad_sold},
                    member_case{"already_sold_to", "{}", bad_sold},
                    member_case{"already_sold_to", "\"\"", bad_sold},
                    member_case{"consent", "{\"parties\":[]}", ""},
                    member_case{"consent", "{\"parties\":[\"x\"]}", bad_parties},
                    member_case{"consent", "{\"parties\":\"x\"}", bad_parties}));

INSTANTIATE_TEST_SUITE_P(
    Texts, Member,
    testing::Values(member_case{"ref", "\"\"", ""},
                    member_case{"ref", "7", "ref invalid_field: must be a text of at most 128"},
                    member_case{"source", "[]",
                                "source invalid_field: must be a text of at most 64"},
                    member_case{"sub_ids", "[]", ""},
                    member_case{"sub_ids", "\"x\"", "sub_ids invalid_field: must be a list"},
                    member_case{"sub_ids", "{}", "sub_ids invalid_field: must be a list"},
                    member_case{"sub_ids", "[\"x\",7]", "sub_ids.1 invalid_field: must be a text"},
                    member_case{"sub_ids", "[null]", "sub_ids.0 invalid_field: must be a text"},
                    member_case{"test", "true", ""}, member_case{"test", "1", bad_test},
                    member_case{"test", "\"true\"", bad_test}));

INSTANTIATE_TEST_SUITE_P(
    Consent, Member,
    testing::Values(
        member_case{"consent", "{}", ""},
        member_case{"consent", "[]", "consent invalid_field: must be an object"},
        member_case{"consent", R"({"text":7})", "consent.text invalid_field: must be a text"},
        member_case{"consent", R"({"certificate_url":"x"})",
                    "consent.certificate_url invalid_field: must be an http"},
        member_case{"consent", R"({"certificate":"x"})", "consent.certificate invalid_field: "},
        member_case{"consent", R"({"at":"2026-11-21T21:15:02Z"})", ""},
        member_case{"consent", R"({"at":"2024-02-29t00:00:00.123456789z"})", ""},
        member_case{"consent", R"({"at":"2026-11-21T21:15:02.5+05:30"})", ""},
        member_case{"consent", R"({"at":"2016-12-31T23:59:60Z"})", ""},
        member_case{"consent", R"({"at":"2026-11-21T21:15:02"})", bad_moment},
        member_case{"consent", R"({"at":"2026-11-21 21:15:02Z"})", bad_moment},
        member_case{"consent", R"({"at":"2026-02-29T21:15:02Z"})", bad_moment},
        member_case{"consent", R"({"at":"2026-11-21T24:00:00Z"})", bad_moment},
        member_case{"consent", R"({"at":"2026-11-21T21:60:00Z"})", bad_moment},
        member_case{"consent", R"({"at":"2026-11-21T21:15:61Z"})", bad_moment},
        member_case{"consent", R"({"at":"2026-11-21T21:15:02.Z"})", bad_moment},
        member_case{"consent", R"({"at":"2026-11-21T21:15:02.5"})", bad_moment},
        member_case{"consent", R"({"at":"2026-11-21T21:15:02+5:30"})", bad_moment},
        member_case{"consent", R"({"at":"2026-11-21T21:15:02ZZ"})", bad_moment},
        member_case{"consent", R"({"at":"2026-11-21T21.15.02Z"})", bad_moment},
        member_case{"consent", R"({"at":"Saturday"})", bad_moment},
        member_case{"consent", R"({"at":""})", bad_moment},
        member_case{"consent", R"({"at":1795295702})", bad_moment}));

INSTANTIATE_TEST_SUITE_P(
    Client, Member,
    testing::Values(member_case{"client", "\"x\"", "client invalid_field: must be an object"},
                    member_case{"client", R"({"ip":"2001:db8::1"})", ""},
                    member_case{"client", R"({"ip":"1.2.3"})",
                                "client.ip invalid_field: must be an IP"},
                    member_case{"client", R"({"user_agent":["x"]})",
                                "client.user_agent invalid_field: must be"},
                    member_case{"client", R"({"page_url":"javascript:x"})",
                                "client.page_url invalid_field: must be an http"},
                    member_case{"client", R"({"useragent":"x"})",
                                "client.useragent invalid_field: did you mean \"user_agent\"?"}));

INSTANTIATE_TEST_SUITE_P(
    Unknown, Member,
    testing::Values(member_case{"minprice", "1",
                                "minprice invalid_field: did you mean \"min_price\"?"},
                    member_case{"sub_id", "[]", "sub_id invalid_field: did you mean \"sub_ids\"?"},
                    member_case{"campaign", "1", "campaign invalid_field: is not known here"}));

struct length_case {
    const char* member;
    std::size_t most;
};

TEST(Length, OfEachTextIsLimited) {
    for (const auto& [member, most] :
         {length_case{"ref", max_ref_bytes}, length_case{"source", max_source_bytes}}) {
        EXPECT_THAT(problems_of(request_with(member, std::string(most, 'x'))), IsEmpty()) << member;
        EXPECT_THAT(problems_of(request_with(member, std::string(most + 1, 'x'))),
                    ElementsAre(StartsWith(member)));
    }
}

TEST(Length, OfTextsInsideMembersIsLimited) {
    const auto agent = [](std::size_t bytes) {
        return problems_of(request_with("client", {{"user_agent", std::string(bytes, 'x')}}));
    };
    EXPECT_THAT(agent(max_user_agent_bytes), IsEmpty());
    EXPECT_THAT(agent(max_user_agent_bytes + 1), ElementsAre(StartsWith("client.user_agent")));
    const auto page = [](std::size_t bytes) {
        std::string url = "https://a.example/";
        url.resize(bytes, 'x');
        return problems_of(request_with("client", {{"page_url", url}}));
    };
    EXPECT_THAT(page(max_url_bytes), IsEmpty());
    EXPECT_THAT(page(max_url_bytes + 1), ElementsAre(StartsWith("client.page_url")));
}

TEST(SubIds, AreLimitedInNumberAndLength) {
    json ids = json::array();
    for (std::size_t i = 0; i < max_sub_ids; ++i) ids.push_back(std::string(max_sub_id_bytes, 'x'));
    EXPECT_THAT(problems_of(request_with("sub_ids", ids)), IsEmpty());
    ids[3] = std::string(max_sub_id_bytes + 1, 'x');
    EXPECT_THAT(problems_of(request_with("sub_ids", ids)), ElementsAre(StartsWith("sub_ids.3 ")));
    ids[3] = "x";
    ids.push_back("x");
    EXPECT_THAT(problems_of(request_with("sub_ids", ids)),
                ElementsAre(HasSubstr("at most 10 texts")));
}

TEST(MinPrice, IsReadToTheMicroUnit) {
    for (const char* token : {"\"5.250001\"", "5.250001"}) {
        const std::string body = good_request().dump();
        const auto read =
            house().read("{\"min_price\":" + std::string(token) + "," + body.substr(1));
        ASSERT_TRUE(read) << token;
        EXPECT_EQ(read->min_price->micros(), 5'250'001) << token;
    }
}

TEST(UnknownMembers, AreAllNamedHoweverManyThereAre) {
    json request = good_request();
    for (int i = 0; i < 100; ++i) request["sourcf" + std::to_string(i)] = 1;
    EXPECT_EQ(problems_of(request).size(), 100U);
}

}  // namespace
}  // namespace pointsman::intake
