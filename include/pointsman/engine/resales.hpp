#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/engine/observer.hpp>
#include <pointsman/engine/ports.hpp>
#include <pointsman/engine/resale.hpp>
#include <pointsman/journal/back_off.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace pointsman::engine {

// Sees to it that every returned lead that is due is sold again, if it can be: those of just now,
// those that could not be sold before, and those that an earlier run of the server left. What is
// due stands in the archive alone, so nothing is forgotten by a crash. On the thread of its
// executor, except where it says otherwise.
class resales {
public:
    // So many are under way at a time. With leads that take their tree's whole deadline of 6 s that
    // is ten a second.
    static constexpr std::size_t most_at_once = 64;

    // After so many failures a lead is left alone until the next start of the server.
    static constexpr int most_failures = 10;

    // Between two looks when nobody asks for one.
    static constexpr base::duration idle_pause = std::chrono::minutes(1);

    // Serves one of them (serve_resale). Calls back exactly once, on any thread.
    using server = std::function<void(returned_lead, std::function<void(resale_end)>)>;

    // All outlive the object, which outlives what runs on the executor.
    struct parts {
        boost::asio::any_io_executor executor;
        const base::clock& clock;
        engine::timers& timers;
        engine::observer& observer;
        resale_archive& archive;
        server serve;
    };

    explicit resales(parts with);

    // Looks what is due, now or after the look that is under way. Any thread.
    void look_soon();

    // Begins nothing more.
    void stop() { stopped_ = true; }

private:
    void begin_look();
    void read_page();
    void take(std::vector<returned_lead> page);
    void ended(const journal::sale_key& sale, resale_end how);
    void end_look();
    bool is_left_alone(const returned_lead& one) const;

    parts with_;
    std::unique_ptr<alarm> alarm_;
    journal::back_off delays_;
    bool stopped_ = false;
    bool is_looking_ = false;
    bool look_again_ = false;
    bool is_hindered_ = false;             // something failed in this look
    bool is_over_ = false;                 // this look reads no further page
    std::optional<returned_place> after_;  // how far this look has come
    std::size_t under_way_ = 0;
    std::map<base::lead_id, int> failures_;  // of leads that are due
};

}  // namespace pointsman::engine
