#pragma once

#include <pointsman/engine/back_office.hpp>
#include <pointsman/plan/plan.hpp>

#include <functional>

namespace pointsman::http {

// The contracts of this plan, which they keep alive.
engine::return_contracts contracts_of(const plan::snapshot_pointer& plan);

// Gives the caps on sales that counted this lead back what the returned sale took. Any thread.
void refill_caps(const plan::snapshot& plan, const engine::cap_refill& what);

// Adds to the buyer's balance, by the names of buyer and currency: a buyer that is out of the plan
// for a while finds its money when it comes back. Any thread.
void credit_buyer(cap::book& counters, const engine::buyer_credit& what);

// The callback that does both as soon as the return is durable, whether or not anybody still waits
// for the answer, and calls `resell` (on any thread) where the lead is to be sold again.
// `counters` outlive it, here and below.
engine::back_office::callback<engine::return_answer> taking_back(
    plan::snapshot_pointer plan, cap::book& counters, std::function<void()> resell,
    engine::back_office::callback<engine::return_answer> done);

// The callback that adds a deposit to its buyer's balance as soon as it is durable. One whose
// commit was in doubt and which is found recorded when it is sent again counts from the next start
// on: it cannot be told from one that was counted.
engine::back_office::callback<engine::deposit_answer> crediting(
    cap::book& counters, engine::buyer_credit deposit,
    engine::back_office::callback<engine::deposit_answer> done);

}  // namespace pointsman::http
