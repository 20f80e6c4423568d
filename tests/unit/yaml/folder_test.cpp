#include <pointsman/yaml/loader.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace pointsman::yaml {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class folder_test : public ::testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "pointsman-yaml-XXXXXX").string();
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
    }

    void TearDown() override { fs::remove_all(folder_); }

    fs::path write(const std::string& path, const std::string& content = "x\n") const {
        fs::create_directories((folder_ / path).parent_path());
        std::ofstream(folder_ / path) << content;
        return folder_ / path;
    }

    std::vector<std::string> problems() const {
        const auto found = read_folder(folder_);
        std::vector<std::string> texts;
        if (!found)
            for (const problem& each : found.error()) texts.push_back(to_text(each));
        return texts;
    }

    fs::path folder_;
};

TEST_F(folder_test, reads_what_belongs_to_a_configuration_and_skips_hidden_files) {
    write("server.yaml", "a");
    write("buyers/northstar.yaml", "b");
    write("buyers/.northstar.yaml.swp");
    write("lists/zips.txt", "c");
    write("README.md");
    write("sandbox.yaml");
    write("tls/key.pem");
    write(".git/config");
    const auto found = read_folder(folder_);
    ASSERT_TRUE(found.has_value());
    EXPECT_THAT(*found, ElementsAre(Pair("buyers/northstar.yaml", "b"), Pair("lists/zips.txt", "c"),
                                    Pair("server.yaml", "a")));
}

TEST_F(folder_test, follows_links_as_kubernetes_makes_them) {
    write("..data/a.yaml", "linked");
    fs::create_directories(folder_ / "trees");
    fs::create_symlink("../..data/a.yaml", folder_ / "trees/a.yaml");
    const auto found = read_folder(folder_);
    ASSERT_TRUE(found.has_value());
    EXPECT_THAT(*found, ElementsAre(Pair("trees/a.yaml", "linked")));
}

TEST_F(folder_test, names_what_would_be_skipped_in_silence) {
    write("server.yml");
    write("buyer/x.yaml");
    write("buyers/x.yml");
    write("buyers/old/x.yaml");
    EXPECT_THAT(
        problems(),
        ElementsAre("buyer: error: this folder is not read; did you mean \"buyers\"?",
                    "buyers/old: error: folders in here are not read",
                    "buyers/x.yml: error: only files that end in .yaml are read here",
                    "server.yml: error: this file is not read; did you mean \"server.yaml\"?"));
}

TEST_F(folder_test, refuses_files_that_are_too_large) {
    write("trees/a.yaml", std::string(max_yaml_bytes, 'x'));
    EXPECT_THAT(problems(), ElementsAre());
    write("trees/b.yaml", std::string(max_yaml_bytes + 1, 'x'));
    EXPECT_THAT(problems(), ElementsAre("trees/b.yaml: error: larger than 1048576 bytes"));
}

TEST_F(folder_test, says_that_there_is_no_folder) {
    folder_ /= "nowhere";
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("the folder: error: cannot be read")));
    folder_ = folder_.parent_path();
}

TEST_F(folder_test, secrets_come_from_files_without_their_line_end) {
    const fs::path file = write("secrets/key", "abc\n");
    fs::permissions(file, fs::perms::owner_read);
    const secret_source secrets = system_secrets(folder_);
    ASSERT_TRUE(secrets("file:secrets/key").has_value());
    EXPECT_EQ(secrets("file:secrets/key")->value, "abc");
    EXPECT_EQ(secrets("file:secrets/key")->warning, "");
    EXPECT_EQ(secrets("file:" + file.string())->value, "abc");
    EXPECT_FALSE(secrets("file:secrets/nowhere").has_value());
    EXPECT_FALSE(secrets("file:secrets").has_value());
    EXPECT_FALSE(secrets("vault:x").has_value());
}

TEST_F(folder_test, secrets_that_everybody_can_read_are_told) {
    fs::permissions(write("key"), fs::perms::owner_read | fs::perms::others_read);
    EXPECT_THAT(system_secrets(folder_)("file:key")->warning, HasSubstr("read by every user"));
}

TEST_F(folder_test, secrets_have_a_limit) {
    write("key", std::string(max_secret_bytes + 1, 'x'));
    EXPECT_FALSE(system_secrets(folder_)("file:key").has_value());
}

TEST_F(folder_test, secrets_come_from_the_environment) {
    ASSERT_EQ(setenv("POINTSMAN_TEST_SECRET", "abc", 1), 0);
    const secret_source secrets = system_secrets(folder_);
    EXPECT_EQ(secrets("env:POINTSMAN_TEST_SECRET")->value, "abc");
    ASSERT_EQ(unsetenv("POINTSMAN_TEST_SECRET"), 0);
    EXPECT_FALSE(secrets("env:POINTSMAN_TEST_SECRET").has_value());
}

}  // namespace
}  // namespace pointsman::yaml
