#include <pointsman/sandbox/evidence.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace pointsman::sandbox {
namespace {

class evidence_logs : public testing::Test {
protected:
    std::filesystem::path write(const std::string& text) {
        std::ofstream(file) << text;
        return file;
    }

    ~evidence_logs() override { std::filesystem::remove(file); }

    std::filesystem::path file =
        std::filesystem::temp_directory_path() /
        (std::string("pointsman_") + testing::UnitTest::GetInstance()->current_test_info()->name() +
         ".jsonl");
};

TEST_F(evidence_logs, read_what_sellers_were_told) {
    const auto told = read_sellers_log(write(
        R"({"ref":"r1","http":200,"status":"sold","lead_id":"L1","payout":"8.40","latency_ms":12.5,"personal":{"phone":"+1"}})"
        "\n"
        R"({"ref":"r2","http":503,"status":"HTTP 503","personal":{}})"
        "\n"));
    ASSERT_TRUE(told) << told.error();
    ASSERT_EQ(told->size(), 2U);
    EXPECT_EQ((*told)[0].payout, base::parse_money("8.40"));
    EXPECT_EQ((*told)[0].personal.at("phone"), "+1");
    EXPECT_EQ((*told)[1].lead_id, "");
}

TEST_F(evidence_logs, read_what_buyers_saw) {
    const auto seen = read_buyers_log(write(
        R"({"buyer":"b","lead_id":"L1","order":"o","phase":"ping","attempt":0,"answer":"bid","price":"3.00","values":{"zip":"1"}})"
        "\n"));
    ASSERT_TRUE(seen) << seen.error();
    EXPECT_FALSE((*seen)[0].is_post);
    EXPECT_EQ((*seen)[0].price, base::parse_money("3"));
    EXPECT_EQ((*seen)[0].values.at("zip"), "1");
}

TEST_F(evidence_logs, name_the_line_that_is_broken) {
    const auto told =
        read_sellers_log(write("{\"ref\":\"r1\",\"http\":200,\"status\":\"sold\"}\n{\"ref\":\n"));
    ASSERT_FALSE(told);
    EXPECT_NE(told.error().find(".jsonl:2: "), std::string::npos) << told.error();
}

TEST_F(evidence_logs, say_when_there_is_no_file) {
    EXPECT_FALSE(read_buyers_log("no/such/file"));
}

}  // namespace
}  // namespace pointsman::sandbox
