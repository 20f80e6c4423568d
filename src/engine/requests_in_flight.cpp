#include <pointsman/engine/requests_in_flight.hpp>

#include <pointsman/base/planted.hpp>

namespace pointsman::engine {
namespace {

// A seller's name holds no line end.
std::string name_of(const intake::request_identity& who) {
    if (planted(base::bug::key_without_seller)) return who.key;
    return who.seller + "\n" + who.key;
}

}  // namespace

running_request& running_request::operator=(running_request&& other) noexcept {
    if (this != &other) {
        end();
        all_ = std::exchange(other.all_, nullptr);
        name_ = std::move(other.name_);
    }
    return *this;
}

void running_request::answer(const served& told) {
    if (all_ != nullptr) all_->answer(name_, told);
}

void running_request::end() {
    if (all_ != nullptr) std::exchange(all_, nullptr)->end(name_);
}

requests_in_flight::joined requests_in_flight::join(const intake::request_identity& who,
                                                    std::function<void(const served&)> tell) {
    std::string name = name_of(who);
    served already;
    {
        const std::lock_guard lock(mutex_);
        const auto [place, is_new] = running_.try_emplace(name);
        entry& known = place->second;
        if (is_new) {
            known.body = who.body;
            return first{running_request(*this, std::move(name))};
        }
        if (known.body != who.body) return other_body{};
        if (!known.told) {
            known.waiting.push_back(std::move(tell));
            return copy{};
        }
        already = *known.told;
    }
    tell(already);
    return copy{};
}

void requests_in_flight::answer(const std::string& name, const served& told) {
    std::vector<std::function<void(const served&)>> waiting;
    {
        const std::lock_guard lock(mutex_);
        const auto known = running_.find(name);
        if (known == running_.end()) return;
        known->second.told = told;
        waiting.swap(known->second.waiting);
    }
    for (const auto& tell : waiting) tell(told);
}

void requests_in_flight::end(const std::string& name) {
    entry ended;
    {
        const std::lock_guard lock(mutex_);
        auto known = running_.extract(name);
        if (!known) return;
        ended = std::move(known.mapped());
    }
    if (ended.waiting.empty()) return;
    const served unfinished = make_problem(503, "The lead cannot be served now");
    for (const auto& tell : ended.waiting) tell(unfinished);
}

void requests_in_flight::drop() {
    std::map<std::string, entry> dropped;
    const std::lock_guard lock(mutex_);
    dropped.swap(running_);
}

std::size_t requests_in_flight::size() const {
    const std::lock_guard lock(mutex_);
    return running_.size();
}

}  // namespace pointsman::engine
