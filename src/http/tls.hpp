#pragma once

#include <pointsman/http/server.hpp>

#include <boost/asio/ssl/context.hpp>

#include <string>

namespace pointsman::http {

class tls_identity {
public:
    explicit tls_identity(boost::asio::ssl::context context) : context_(std::move(context)) {}

    boost::asio::ssl::context& context() { return context_; }

private:
    boost::asio::ssl::context context_;
};

// For connections to buyers: TLS 1.2 at least, trusting the authorities in `ca_file` (PEM) or, if
// empty, the system's. Throws std::runtime_error when the file cannot be used.
boost::asio::ssl::context make_buyer_tls(const std::string& ca_file);

}  // namespace pointsman::http
