#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/cap/book.hpp>
#include <pointsman/plan/pause.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Overrides: dated changes to what the configuration says, made by operators while the server runs.
// They live in the database, not in the plan, and count for new leads from `from` to `until`, or
// until somebody ends them.
namespace pointsman::plan {

struct snapshot;

enum class override_kind { pause, resume, cap };
enum class override_target { order, buyer, seller, tree };  // a tree only of the kind `cap`

std::string_view to_text(override_kind kind);
std::string_view to_text(override_target target);
std::optional<override_kind> parse_override_kind(std::string_view text);
std::optional<override_target> parse_override_target(std::string_view text);

// Of the target's own cap that has this event, period and measure and no `when`.
struct cap_change {
    cap::event on = cap::event::sale;
    cap::period per = cap::period::day;
    cap::measure what = cap::measure::count;
    bool replaces = false;      // the amount is the whole limit; otherwise it is added to it
    std::int64_t amount = 0;    // leads, or micro-units
    std::string vertical = {};  // of a seller's program, whose cap it is; otherwise empty

    friend bool operator==(const cap_change&, const cap_change&) = default;
};

struct override_end {
    base::wall_time at;
    std::string by;
    std::string reason;
};

// One override as it is stored. Nothing but `ended` is ever added to it.
struct standing_override {
    base::uuid id;
    base::wall_time made_at;
    override_kind kind = override_kind::pause;
    override_target target = override_target::order;
    std::string name = {};               // of the target
    std::optional<cap_change> cap = {};  // of the kind `cap`
    base::wall_time from;
    base::wall_time until;  // not included
    std::string by = {};    // who made it
    std::string reason = {};
    std::optional<override_end> ended = {};

    bool in_force(base::wall_time now) const { return !ended && from <= now && now < until; }

    // It is not over yet; it may still have to begin.
    bool is_ahead(base::wall_time now) const { return !ended && now < until; }
};

// The name of the counter whose limit an override of the kind `cap` changes.
std::string counter_name(const standing_override& one);

// Whether the plan has the order, buyer, seller or tree of that name.
bool has_target(const snapshot& plan, override_target target, std::string_view name);

// Whether that target has the cap that `change` is about.
bool has_cap(const snapshot& plan, override_target target, std::string_view name,
             const cap_change& change);

// "pause order northstar_ca", "cap order northstar_ca: sale count per day +50"
std::string describe(const standing_override& one);

// "override 0192...: the buyer's system is down, by ada until 2026-12-01T08:00:00Z"
std::string why(const standing_override& one);

// All that are known at a moment. Immutable; shared between threads.
class overrides {
public:
    overrides() = default;

    // With `more` added: the same one again changes nothing, one that has ended stays so. What is
    // over at `now` is left out.
    overrides with(const std::vector<standing_override>& more, base::wall_time now) const;

    // In the order in which they were made.
    const std::vector<standing_override>& all() const { return all_; }

    // The pause or resume that decides: the latest made of those in force. Null without any.
    const standing_override* deciding(override_target target, std::string_view name,
                                      base::wall_time now) const;

private:
    std::vector<standing_override> all_;
};

using overrides_pointer = std::shared_ptr<const overrides>;

// Why something stands still at `now`, for people; nothing if it does not. An override counts
// before what the file says.
std::optional<std::string> why_paused(override_target target, std::string_view name,
                                      const std::optional<pause>& in_file,
                                      const overrides& in_force, base::wall_time now);

}  // namespace pointsman::plan
