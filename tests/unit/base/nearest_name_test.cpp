#include <pointsman/base/text.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pointsman::base {
namespace {

const std::vector<std::string>& known_names() {
    static const std::vector<std::string> names = {"zip", "state", "first_name", "last_name",
                                                   "homeowner"};
    return names;
}

struct suggestion {
    std::string mistyped;
    std::string expected;
};

TEST(nearest_name, suggests_the_name_that_was_probably_meant) {
    for (const suggestion& s : {suggestion{"zpi", "zip"},
                                {"zipp", "zip"},
                                {"ZIP", "zip"},
                                {"sate", "state"},
                                {"homeOwner", "homeowner"},
                                {"firstname", "first_name"},
                                {"lst_nmae", "last_name"}})
        EXPECT_EQ(nearest_name(s.mistyped, known_names()), s.expected) << s.mistyped;
}

TEST(nearest_name, suggests_nothing_that_is_far_away) {
    for (const char* mistyped : {"", "z", "zp", "xyz", "colour", "home"})
        EXPECT_EQ(nearest_name(mistyped, known_names()), "") << mistyped;
    EXPECT_EQ(nearest_name("zip", {}), "");
}

TEST(nearest_name, takes_the_first_of_equally_near_names) {
    const std::vector<std::string> names = {"cap_a", "cap_b"};
    EXPECT_EQ(nearest_name("cap_c", names), "cap_a");
}

}  // namespace
}  // namespace pointsman::base
