#pragma once

#include <pointsman/base/time.hpp>
#include <pointsman/engine/override_store.hpp>
#include <pointsman/http/message.hpp>

// What operators are told of overrides, as pure text.
namespace pointsman::http {

response to_response(const engine::override_page& page, base::wall_time now);

// Of one that was made just now, or before.
response to_response(const engine::override_answer& what, base::wall_time now);

// Of one that was ended just now, or before: 409.
response to_end_response(const engine::override_answer& what, base::wall_time now);

}  // namespace pointsman::http
