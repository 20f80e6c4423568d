#include <pointsman/base/ids.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

namespace pointsman::base {
namespace {

using namespace std::chrono_literals;

constexpr wall_time some_time{1'700'000'000'123'456us};

std::int64_t ms_of(const uuid& id) {
    std::int64_t ms = 0;
    for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id.bytes[i];
    return ms;
}

TEST(uuid, is_written_in_the_canonical_form_and_read_back) {
    const std::string text = "0192f3a4-5b6c-7d8e-9f01-23456789abcd";
    const auto id = parse_uuid(text);
    ASSERT_TRUE(id);
    EXPECT_EQ(to_text(*id), text);
    EXPECT_EQ(parse_uuid("0192F3A4-5B6C-7D8E-9F01-23456789ABCD"), id);
}

TEST(uuid, is_read_from_no_other_form) {
    for (const char* text :
         {"", "0192f3a45b6c7d8e9f0123456789abcd", "{0192f3a4-5b6c-7d8e-9f01-23456789abcd}",
          "0192f3a4-5b6c-7d8e-9f01-23456789abc", "0192f3a4-5b6c-7d8e-9f01-23456789abcde",
          "0192f3a4-5b6c-7d8e-9f01-23456789abcg", "0192f3a45-b6c-7d8e-9f01-23456789abcd",
          "0192f3a4-5b6c-7d8e-9f01 23456789abcd", "0192f3a4-5b6c-7d8e-9f01-23456789ab-d"})
        EXPECT_FALSE(parse_uuid(text)) << text;
}

TEST(uuid_source, makes_version_7_of_the_rfc_variant_with_the_given_millisecond) {
    uuid_source source(1);
    const uuid id = source.next(some_time);
    EXPECT_EQ(ms_of(id), 1'700'000'000'123);
    EXPECT_EQ(id.bytes[6] >> 4, 7);
    EXPECT_EQ(id.bytes[8] >> 6, 2);
}

TEST(uuid_source, repeats_itself_only_with_the_same_seed) {
    EXPECT_EQ(uuid_source(1).next(some_time), uuid_source(1).next(some_time));
    EXPECT_NE(uuid_source(1).next(some_time), uuid_source(2).next(some_time));
}

TEST(uuid_source, ascends_within_one_millisecond_also_when_the_counter_overflows) {
    uuid_source source(3);
    uuid previous = source.next(some_time);
    for (int i = 0; i < 10'000; ++i) {
        const uuid id = source.next(some_time);
        ASSERT_LT(previous, id) << i;
        previous = id;
    }
    // 10,000 ids need between two and four further milliseconds of 2048 to 4096 each.
    EXPECT_GE(ms_of(previous), 1'700'000'000'125);
    EXPECT_LE(ms_of(previous), 1'700'000'000'127);
}

TEST(uuid_source, ascends_when_the_clock_goes_back) {
    uuid_source source(4);
    const uuid before = source.next(some_time);
    const uuid after = source.next(some_time - 1h);
    EXPECT_LT(before, after);
    EXPECT_EQ(ms_of(after), ms_of(before));
    EXPECT_EQ(ms_of(source.next(some_time + 1ms)), ms_of(before) + 1);
}

TEST(uuid_source, makes_no_id_twice_on_several_threads) {
    uuid_source source(5);
    std::vector<std::vector<uuid>> made(4);
    {
        std::vector<std::jthread> threads;
        for (std::vector<uuid>& ids : made)
            threads.emplace_back([&source, &ids] {
                for (int i = 0; i < 1000; ++i) ids.push_back(source.next(some_time));
            });
    }
    std::set<uuid> all;
    for (const std::vector<uuid>& ids : made) all.insert(ids.begin(), ids.end());
    EXPECT_EQ(all.size(), 4000);
}

TEST(lead_id, can_be_a_key_of_a_hash_table) {
    uuid_source source(6);
    std::unordered_set<lead_id> ids;
    for (int i = 0; i < 100; ++i) ids.insert(lead_id{source.next(some_time)});
    EXPECT_EQ(ids.size(), 100);
    EXPECT_TRUE(ids.contains(*ids.begin()));
}

}  // namespace
}  // namespace pointsman::base
