#include "builders.hpp"

#include <pointsman/filter/matcher.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t allocation_count = 0;

}  // namespace

// Replaced for this whole test program: counts, and leaves the rest to malloc.
void* operator new(std::size_t size) {
    ++allocation_count;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace pointsman::filter {
namespace {

// Patterns are left out: RE2 builds its automaton as it meets new texts.
TEST(compiled_rule, judges_without_allocating) {
    const compiled_rule filter(
        insurance(),
        all({in("zip", zip_codes(90'001, 500)), in("state", {text("CA"), text("NV")}),
             between("age", number(25), number(70)), negated(starts_with("phone", {text("+1900")})),
             any({is("credit", text("excellent")), is("homeowner", true)})}));
    const lead::values lead = lead_with({{"zip", text("90210")},
                                         {"state", text("CA")},
                                         {"age", number(34)},
                                         {"homeowner", true},
                                         {"phone", text("+13105550123")}});
    const std::size_t before = allocation_count;
    const bool passed = filter.passes(lead);
    EXPECT_EQ(allocation_count, before);
    EXPECT_TRUE(passed);
}

}  // namespace
}  // namespace pointsman::filter
