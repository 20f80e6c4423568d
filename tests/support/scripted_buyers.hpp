#pragma once

#include "virtual_time.hpp"

#include <pointsman/engine/ports.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pointsman::support {

// What a buyer does with a request: answers after a while, or never.
struct behaviour {
    base::duration after = std::chrono::milliseconds(10);
    std::optional<protocol::reply> answers;      // nothing: silence until the line gives up
    std::optional<engine::call_failure> breaks;  // a connection that fails
};

inline behaviour says(std::string body, int after_ms = 10, int status = 200) {
    return {std::chrono::milliseconds(after_ms), protocol::reply{status, std::move(body)}, {}};
}

inline behaviour silent() {
    return {{}, {}, {}};
}

inline behaviour fails(bool unsent, int after_ms = 10) {
    return {std::chrono::milliseconds(after_ms), {}, engine::call_failure{unsent, "broken"}};
}

// A line to buyers that are nothing but a script: URL -> behaviour.
class scripted_buyers final : public engine::buyer_line {
public:
    explicit scripted_buyers(virtual_time& time) : time_(time) {}

    void call(engine::buyer_call what, std::function<void(engine::call_result)> done) override {
        asked.push_back(what);
        if (on_call) on_call(what);
        const behaviour does = script.at(what.request.url);
        if (!does.answers && !does.breaks) {
            return time_.call_at(what.give_up_at, [this, done = std::move(done)] {
                done({engine::call_failure{false, "no answer in time"}, time_.now()});
            });
        }
        time_.call_after(does.after, [this, does, done = std::move(done)] {
            if (does.breaks) return done({*does.breaks, time_.now()});
            done({*does.answers, time_.now()});
        });
    }

    std::vector<std::string> urls() const {
        std::vector<std::string> all;
        for (const engine::buyer_call& one : asked) all.push_back(one.request.url);
        return all;
    }

    std::map<std::string, behaviour> script;
    std::vector<engine::buyer_call> asked;
    std::function<void(const engine::buyer_call&)> on_call;

private:
    virtual_time& time_;
};

}  // namespace pointsman::support
