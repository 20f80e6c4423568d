#pragma once

#include "random.hpp"
#include "truth.hpp"
#include "world.hpp"

#include <pointsman/engine/lookup.hpp>
#include <pointsman/engine/served.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::sim {

class server;

// All sellers: they send leads, several copies at once, do not hear some answers, send again with
// the same key until they know the end, and poll for it.
class sellers {
public:
    // `live` is the server that the sellers reach now; null while there is none.
    sellers(world& in, truth& known, std::function<server*()> live)
        : in_(in), truth_(known), live_(std::move(live)), draw_(random(in.how.seed).fork(5)) {}

    void begin();

private:
    struct submission {
        std::string seller;
        std::string key;
        std::string body;
        std::optional<base::lead_id> known_as;
    };

    void plan_one(int number);
    void send(std::size_t request);
    void heard(std::size_t request, const engine::served& answer);
    void poll(std::size_t request);
    void come_again(std::size_t request, base::duration after, bool by_polling = false);

    world& in_;
    truth& truth_;
    std::function<server*()> live_;
    random draw_;
    std::vector<submission> all_;
};

}  // namespace pointsman::sim
