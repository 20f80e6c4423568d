#include <pointsman/http/address_book.hpp>

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace pointsman::http {

namespace ip = boost::asio::ip;

namespace {

// By copying: sockaddr's own types may not be read through one another.
template <class Address>
Address copied(const sockaddr* from) {
    Address to;
    std::memcpy(&to, from, sizeof to);
    return to;
}

ip::address to_address(const sockaddr* from) {
    if (from->sa_family == AF_INET) {
        return ip::address_v4(ntohl(copied<sockaddr_in>(from).sin_addr.s_addr));
    }
    const auto v6 = copied<sockaddr_in6>(from);
    ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return ip::address_v6(bytes, v6.sin6_scope_id);
}

resolution ask_system(const std::string& name) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* first = nullptr;
    const int failed = ::getaddrinfo(name.c_str(), nullptr, &hints, &first);
    if (failed != 0) {
        return base::failure(fmt::format("cannot find {}: {}", name, ::gai_strerror(failed)));
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(first, &::freeaddrinfo);
    addresses found;
    for (const auto* entry = first; entry != nullptr; entry = entry->ai_next) {
        if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6) continue;
        const auto address = to_address(entry->ai_addr);
        if (std::ranges::find(found, address) == found.end()) found.push_back(address);
    }
    if (found.empty()) return base::failure(fmt::format("{} has no address", name));
    return found;
}

}  // namespace

name_resolver system_resolver() {
    return ask_system;
}

}  // namespace pointsman::http
