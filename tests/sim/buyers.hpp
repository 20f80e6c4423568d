#pragma once

#include "random.hpp"
#include "truth.hpp"
#include "world.hpp"

#include <pointsman/engine/ports.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pointsman::sim {

// All buyers, which outlive every server: requests that are lost or read late, replies that are
// lost, late or nonsense. What they read and decide goes into the truth before any reply leaves.
class buyers {
public:
    buyers(world& in, truth& known)
        : in_(in), truth_(known), draw_(random(in.how.seed).fork(4)), price_draw_(draw_.fork(1)) {}

    void call(owner whose, engine::buyer_call what, std::function<void(engine::call_result)> done);

private:
    using callback = std::function<void(engine::call_result)>;
    struct call_state;

    void read(const std::shared_ptr<call_state>& call);
    void reply(const std::shared_ptr<call_state>& call, int status, std::string body);
    void fail(const std::shared_ptr<call_state>& call, bool unsent, base::duration delay,
              const char* what);
    std::string bid(const call_state& call);
    std::optional<base::money> name_price(const call_state& call);

    bool fault(std::int64_t permille) { return !in_.healed && draw_.chance(permille); }

    world& in_;
    truth& truth_;
    random draw_;
    random price_draw_;  // of its own: what else is drawn stays as it was
};

// One server's way to them.
class buyer_line final : public engine::buyer_line {
public:
    // `before` and `after` may end the server's life; once `stopped`, nothing leaves.
    buyer_line(buyers& all, owner whose, const bool& stopped,
               std::function<void(bool sent)> around_posts)
        : all_(all), whose_(whose), stopped_(stopped), around_posts_(std::move(around_posts)) {}

    void call(engine::buyer_call what, std::function<void(engine::call_result)> done) override {
        const bool is_post = what.phase == protocol::phase::post;
        if (is_post) around_posts_(false);
        if (stopped_) return;
        const auto kept = std::make_shared<callback>(std::move(done));
        waiting_.push_back(kept);
        all_.call(whose_, std::move(what), [kept](const engine::call_result& result) {
            if (const callback once = std::exchange(*kept, nullptr)) once(result);
        });
        if (is_post) around_posts_(true);
    }

    // Forgets whom the answers are for: requests on their way outlive their server.
    void let_go() {
        for (const auto& each : std::exchange(waiting_, {}))
            if (const auto alive = each.lock()) const auto dropped = std::exchange(*alive, nullptr);
    }

private:
    using callback = std::function<void(engine::call_result)>;

    buyers& all_;
    owner whose_;
    const bool& stopped_;
    std::function<void(bool sent)> around_posts_;
    std::vector<std::weak_ptr<callback>> waiting_;
};

}  // namespace pointsman::sim
