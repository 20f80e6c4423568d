#pragma once

#include <pointsman/filter/rule.hpp>

#include <memory>

namespace pointsman::filter {

// A yes or no about a value that is there. Immutable; asking allocates nothing.
class value_check {
public:
    virtual ~value_check() = default;
    virtual bool holds(const lead::value& present) const = 0;
};

// A test with its operands made ready for asking. Immutable, thread-safe, cheap to copy.
class ready_test {
public:
    // Precondition: as compiled_rule's; `what` has as many operands as its operation asks for.
    ready_test(const lead::field& field, const test& what);

    bool passes(const lead::value& value) const {
        return lead::is_present(value) ? check_->holds(value) != inverted_ : passes_absent_;
    }

private:
    std::shared_ptr<const value_check> check_;
    bool inverted_ = false;
    bool passes_absent_ = false;
};

}  // namespace pointsman::filter
