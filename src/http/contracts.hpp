#pragma once

#include <pointsman/engine/back_office.hpp>
#include <pointsman/plan/plan.hpp>

namespace pointsman::http {

// The contracts of this plan, which they keep alive.
engine::return_contracts contracts_of(const plan::snapshot_pointer& plan);

// Gives the order's caps on sales back what a returned sale took. Those with `when` are left as
// they are: whether the lead counted in them is not known any more. Any thread.
void refill_caps(const plan::snapshot& plan, const engine::cap_refill& what);

// The callback that does so as soon as the return is durable, whether or not anybody still waits
// for the answer.
engine::back_office::callback<engine::return_answer> refilling(
    plan::snapshot_pointer plan, engine::back_office::callback<engine::return_answer> done);

}  // namespace pointsman::http
