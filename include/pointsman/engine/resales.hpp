#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/engine/observer.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/engine/resale.hpp>
#include <pointsman/journal/back_off.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace pointsman::engine {

// Sees to it that every returned lead that is due is offered again: those of just now, and those
// that an earlier run of the server left. What is due stands in the archive alone, so nothing is
// forgotten by a crash. On the thread of its executor, except where it says otherwise.
class resales {
public:
    // At most so many are offered at a time.
    static constexpr std::size_t most_at_once = 64;

    // Offers one lead again (serve_resale). Calls back exactly once, on any thread.
    using offer = std::function<void(returned_lead, std::function<void(resale_end)>)>;

    // All outlive the object, which outlives what runs on the executor.
    struct parts {
        boost::asio::any_io_executor executor;
        const base::clock& clock;
        engine::timers& timers;
        engine::observer& observer;
        resale_archive& archive;
        offer offer_again;
    };

    explicit resales(parts with);

    // Looks what is due, now or after the look that is under way. Any thread.
    void look_soon();

    // Begins nothing more.
    void stop() { stopped_ = true; }

private:
    void look();
    void read();
    void take(std::vector<returned_lead> due);
    void ended(resale_end how);
    void rest(base::duration span);

    parts with_;
    std::unique_ptr<alarm> alarm_;
    journal::back_off delays_;
    bool stopped_ = false;
    bool is_looking_ = false;  // until a look finds nothing
    bool look_again_ = false;
    std::size_t under_way_ = 0;
    bool put_off_ = false;  // one of this page was
};

}  // namespace pointsman::engine
