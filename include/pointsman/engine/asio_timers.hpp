#pragma once

#include <pointsman/engine/ports.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace pointsman::engine {

// Alarms on the steady clock, ringing on `executor`, which must be served by one thread only.
std::unique_ptr<timers> make_asio_timers(boost::asio::any_io_executor executor);

}  // namespace pointsman::engine
