#pragma once

#include <pointsman/base/time.hpp>

namespace pointsman::base {

// The only door to the time of day. Implementations may be called from any thread.
class clock {
public:
    virtual ~clock() = default;
    virtual instant now() const = 0;
};

// The operating system's clocks.
class system_clock final : public clock {
public:
    instant now() const override;
};

}  // namespace pointsman::base
