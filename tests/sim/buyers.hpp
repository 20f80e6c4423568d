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
        : in_(in),
          truth_(known),
          draw_(random(in.how.seed).fork(4)),
          price_draw_(draw_.fork(1)),
          follow_up_draw_(draw_.fork(2)) {}

    // `about` is nothing for what a walk sends.
    void call(server_life whose, std::optional<journal::follow_up_kind> about,
              engine::buyer_call what, std::function<void(engine::call_result)> done);

private:
    using callback = std::function<void(engine::call_result)>;
    struct call_state;

    void read(const std::shared_ptr<call_state>& call);
    void read_ping(const std::shared_ptr<call_state>& call, bool rejects, bool nonsense);
    void read_post(const std::shared_ptr<call_state>& call, bool rejects, bool nonsense);
    void read_again(const std::shared_ptr<call_state>& call, bool nonsense);
    void read_status(const std::shared_ptr<call_state>& call, bool nonsense);
    void read_void_notice(const std::shared_ptr<call_state>& call, bool nonsense);
    void say(const std::shared_ptr<call_state>& call, bool accepts,
             const std::optional<base::money>& named);
    void reply(const std::shared_ptr<call_state>& call, int status, std::string body);
    void fail(const std::shared_ptr<call_state>& call, bool unsent, base::duration delay,
              const char* what);
    std::string bid(const call_state& call);
    std::optional<base::money> name_price(const call_state& call);

    random& stream_of(const call_state& call);

    bool fault(const call_state& call, std::int64_t permille) {
        return !in_.healed && stream_of(call).chance(permille);
    }

    world& in_;
    truth& truth_;
    random draw_;
    // Of their own: what else is drawn stays as it was.
    random price_draw_;
    random follow_up_draw_;
};

// One server's way to them: that of its walks, or that of its follow-ups.
class buyer_line final : public engine::buyer_line {
public:
    enum class use { walks, follow_ups };

    // `around` is told of each post or follow-up before and after it is sent, which may end the
    // server's life; once `stopped`, nothing leaves.
    buyer_line(buyers& all, server_life whose, use what_for, const bool& stopped,
               std::function<void(bool sent)> around)
        : all_(all),
          whose_(whose),
          what_for_(what_for),
          stopped_(stopped),
          around_(std::move(around)) {}

    void call(engine::buyer_call what, std::function<void(engine::call_result)> done) override;

    // Forgets whom the answers are for: requests on their way outlive their server.
    void let_go() {
        for (const auto& each : std::exchange(waiting_, {}))
            if (const auto alive = each.lock()) const auto dropped = std::exchange(*alive, nullptr);
    }

private:
    using callback = std::function<void(engine::call_result)>;

    buyers& all_;
    server_life whose_;
    use what_for_;
    const bool& stopped_;
    std::function<void(bool sent)> around_;
    std::vector<std::weak_ptr<callback>> waiting_;
};

}  // namespace pointsman::sim
