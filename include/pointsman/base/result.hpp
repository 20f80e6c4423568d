#pragma once

#include <expected>

namespace pointsman::base {

// A value or the reason why there is none. Only for failures that the caller is expected to handle;
// what the business expects (a buyer declines, a cap is full) is an ordinary value, never an error.
template <class Value, class Error>
using result = std::expected<Value, Error>;

template <class Error>
using failure = std::unexpected<Error>;

}  // namespace pointsman::base
