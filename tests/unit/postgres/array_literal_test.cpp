#include "array_literal.hpp"

#include <gtest/gtest.h>

namespace pointsman::postgres {
namespace {

TEST(array_literal, is_empty_without_elements) {
    array_literal array;
    EXPECT_TRUE(array.empty());
    EXPECT_EQ(array.take(), "{}");
}

TEST(array_literal, quotes_every_text) {
    array_literal array;
    for (const char* text : {"plain", "", "NULL", R"(a"b\c)", "{,}"}) array.add_text(text);
    EXPECT_EQ(array.take(), R"({"plain","","NULL","a\"b\\c","{,}"})");
}

TEST(array_literal, leaves_plain_values_and_null_bare) {
    array_literal array;
    array.add_plain("-7");
    array.add_null();
    array.add_plain("t");
    EXPECT_EQ(array.take(), "{-7,NULL,t}");
}

TEST(array_literal, writes_bytes_in_hex) {
    array_literal array;
    const std::vector<std::uint8_t> bytes{0x00, 0x9f, 0xff};
    array.add_bytes(bytes);
    array.add_bytes({});
    EXPECT_EQ(array.take(), R"({"\\x009fff","\\x"})");
}

TEST(array_literal, starts_anew_after_take) {
    array_literal array;
    array.add_plain("1");
    array.take();
    EXPECT_TRUE(array.empty());
    array.add_plain("2");
    EXPECT_EQ(array.take(), "{2}");
}

}  // namespace
}  // namespace pointsman::postgres
