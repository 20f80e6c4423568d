#pragma once

#include "url.hpp"

#include <pointsman/protocol/render.hpp>

#include <string>

namespace pointsman::http {

// The bytes of a POST to a buyer, or why they cannot be made. A header that could change the
// framing, or that holds a control byte, is refused; User-Agent, Accept-Encoding and Content-Type
// may be overridden.
base::result<std::string, std::string> to_text(const protocol::request& asked, const url& to);

}  // namespace pointsman::http
