#include "conninfo.hpp"

#include <gtest/gtest.h>

namespace pointsman::postgres {
namespace {

struct example {
    const char* url;
    const char* full;
};

TEST(with_defaults, adds_what_the_operator_left_open) {
    const example examples[] = {
        {"postgresql:///db?host=/run", "postgresql:///db?host=/run&a=1&connect_timeout=2"},
        {"postgres://u:p@h/db", "postgres://u:p@h/db?a=1&connect_timeout=2"},
        {"postgresql://h/db?connect_timeout=9", "postgresql://h/db?connect_timeout=9&a=1"},
        {"host=h dbname=db", "host=h dbname=db a=1 connect_timeout=2"},
        {"host=h connect_timeout=9", "host=h connect_timeout=9 a=1"},
    };
    for (const example& each : examples)
        EXPECT_EQ(with_defaults(each.url, {{"a", "1"}, {"connect_timeout", "2"}}), each.full);
}

}  // namespace
}  // namespace pointsman::postgres
