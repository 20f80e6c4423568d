#include <pointsman/protocol/check.hpp>

#include "sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace pointsman::protocol {
namespace {

using sample::field;
using sample::spec_of;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> conflicts(std::vector<send_item> send,
                                   body_format body = body_format::json) {
    return names_conflicts(spec_of(std::move(send), body), sample::catalogue());
}

TEST(NamesConflicts, AreNoneInAnOrdinaryRequest) {
    EXPECT_THAT(conflicts({field(sample::zip, "contact.zip"), field(sample::email, "contact.email"),
                           field(sample::age, "contacts")}),
                IsEmpty());
}

TEST(NamesConflicts, FindTwoItemsOfOneName) {
    const std::vector<send_item> twice = {field(sample::zip, "x"),
                                          send_constant{.constant = 1, .as = "x"}};
    EXPECT_THAT(conflicts(twice), ElementsAre("two values are sent as \"x\""));
    EXPECT_THAT(conflicts(twice, body_format::form), ElementsAre("two values are sent as \"x\""));
}

TEST(NamesConflicts, FindAValueThatWouldHaveToBeAnObject) {
    const std::vector<send_item> nested = {field(sample::zip, "a.b.c"), field(sample::age, "a.b")};
    EXPECT_THAT(conflicts(nested),
                ElementsAre("\"a.b\" cannot be both a value and an object that holds \"a.b.c\""));
    EXPECT_THAT(conflicts(nested, body_format::form), IsEmpty());
}

TEST(NamesConflicts, CountWhatAllSends) {
    EXPECT_THAT(conflicts({send_all{}, field(sample::age, "zip.code")}),
                ElementsAre(HasSubstr("\"zip\" cannot be both")));
}

TEST(NamesConflicts, LetAnItemReplaceAFieldOfAll) {
    EXPECT_THAT(conflicts({send_all{}, field(sample::phone, "phone", {"national"})}), IsEmpty());
}

TEST(NamesConflicts, RefuseNamesThatCannotBeWritten) {
    EXPECT_THAT(conflicts({field(sample::zip, "")}), ElementsAre(HasSubstr("without a name")));
    for (const char* name : {"a..b", ".a", "a."})
        EXPECT_THAT(conflicts({field(sample::zip, name)}), ElementsAre(HasSubstr("empty part")));
    std::string deepest = "a";
    for (std::size_t part = 1; part < max_name_parts; ++part) deepest += ".a";
    EXPECT_THAT(conflicts({field(sample::zip, deepest)}), IsEmpty());
    EXPECT_THAT(conflicts({field(sample::zip, deepest + ".a")}),
                ElementsAre(HasSubstr("deeper than 16")));
}

TEST(TransformProblems, FindWhatCanNeverSendAnything) {
    const auto problems = transform_problems(
        spec_of({field(sample::email, "x", {"area_code"}), field(sample::phone, "y", {"area_code"}),
                 field(sample::phone, "z", {"sha256", "national"}),
                 field(sample::credit, "c", {"digits"})}),
        sample::catalogue());
    EXPECT_THAT(problems, ElementsAre(AllOf(HasSubstr("\"email\""), HasSubstr("type email")),
                                      HasSubstr("\"phone\""), HasSubstr("\"credit\"")));
}

TEST(TransformProblems, AreNoneWhereEachTransformFitsItsField) {
    const auto problems = transform_problems(
        spec_of({send_all{}, field(sample::zip, "a", {"zip3"}), field(sample::zip, "b"),
                 field(sample::state, "c", {"lower"}), field(sample::age, "d", {"sha256"}),
                 field(sample::homeowner, "e", {"upper"}), field(sample::loan, "f", {"digits"}),
                 field(sample::birth_date, "g", {"date:%m/%Y"}),
                 field(sample::birth_date, "h", {"year"}),
                 field(sample::email, "i", {"domain", "upper"}),
                 field(sample::phone, "j", {"national", "md5"})}),
        sample::catalogue());
    EXPECT_THAT(problems, IsEmpty());
}

TEST(TransformProblems, LookAtWhatTheValueMapMakesOfAValue) {
    send_field rating = field(sample::credit, "c", {"digits"});
    rating.values = {{"good", "class 2"}};
    EXPECT_THAT(transform_problems(spec_of({rating}), sample::catalogue()), IsEmpty());
}

std::vector<std::string> problems_with(std::string name, std::string value) {
    request_spec spec = spec_of({});
    spec.headers = {{std::move(name), std::move(value)}};
    return header_problems(spec);
}

TEST(HeaderProblems, AreNoneForAnOrdinaryHeader) {
    EXPECT_THAT(problems_with("Authorization", "Bearer a.b-c=="), IsEmpty());
    EXPECT_THAT(problems_with("X-Key", ""), IsEmpty());
}

TEST(HeaderProblems, FindNamesThatAreNone) {
    for (const char* name : {"", "X Key", "X:Key", "X-Key\r\n", "Schl\xC3\xBCssel"})
        EXPECT_THAT(problems_with(name, "v"), ElementsAre(HasSubstr("not the name"))) << name;
}

TEST(HeaderProblems, FindHeadersThatAreTheServers) {
    for (const char* name : {"host", "Content-Type", "X-Offer-Id", "IDEMPOTENCY-KEY", "Expect"})
        EXPECT_THAT(problems_with(name, "v"), ElementsAre(HasSubstr("set by the server"))) << name;
}

TEST(HeaderProblems, FindValuesThatCouldEndTheHeaderAndDoNotRepeatThem) {
    for (const std::string value : {"s3cret\r\nX: y", "s3cret\n", "s3cret\x7F", "s3cret\xC3\xA9"})
        EXPECT_THAT(problems_with("X-Key", value),
                    ElementsAre(AllOf(HasSubstr("X-Key"), Not(HasSubstr("s3cret")))));
    EXPECT_THAT(problems_with("X-Key", std::string("s3cret\0", 7)), testing::SizeIs(1));
}

TEST(HeaderProblems, FindTheSameHeaderTwice) {
    request_spec spec = spec_of({});
    spec.headers = {{"X-Key", "a"}, {"x-key", "b"}};
    EXPECT_THAT(header_problems(spec), ElementsAre("header x-key stands twice"));
}

}  // namespace
}  // namespace pointsman::protocol
