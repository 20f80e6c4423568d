#include <pointsman/http/address_rules.hpp>
#include <pointsman/http/connection_counts.hpp>

namespace pointsman::http {

namespace {

std::string counting_key(const boost::asio::ip::address& peer) {
    const auto plain = canonical(peer);
    if (plain.is_v4()) return plain.to_string();
    const auto bytes = plain.to_v6().to_bytes();
    return {bytes.begin(), bytes.begin() + 8};
}

}  // namespace

connection_counts::place::place(std::shared_ptr<connection_counts> counts, std::string key)
    : counts_(std::move(counts)), key_(std::move(key)) {}

connection_counts::place::~place() {
    counts_->leave(key_);
}

connection_counts::connection_counts(std::size_t limit, std::size_t limit_per_address)
    : limit_(limit), limit_per_address_(limit_per_address) {}

std::unique_ptr<connection_counts::place> connection_counts::enter(
    const boost::asio::ip::address& peer) {
    auto key = counting_key(peer);
    {
        const std::lock_guard lock(mutex_);
        if (total_ >= limit_) return nullptr;
        auto& of_this_address = per_address_[key];
        if (of_this_address >= limit_per_address_) return nullptr;
        ++of_this_address;
        ++total_;
    }
    return std::make_unique<place>(shared_from_this(), std::move(key));
}

void connection_counts::leave(const std::string& key) {
    const std::lock_guard lock(mutex_);
    --total_;
    const auto found = per_address_.find(key);
    if (--found->second == 0) per_address_.erase(found);
}

std::size_t connection_counts::total() const {
    const std::lock_guard lock(mutex_);
    return total_;
}

}  // namespace pointsman::http
