#pragma once

#include "lead_file.hpp"

#include <pointsman/engine/serve_lead.hpp>

#include <boost/asio/awaitable.hpp>

// The way that every lead goes, whoever brings it.
namespace pointsman::engine {

bool takes_leads(const services& with);

// A lead that arrives now, and the orders that may have it. `from` is of that plan.
lead_file open_file(services& with, plan::snapshot_pointer plan, const plan::seller& from,
                    plan::tree_number tree, intake::submission submission, base::instant now);

// For the metrics: what a lead was answered. A resale has no seller that waits.
void note_answer(services& with, const lead_file& lead, const intake::answer& answer);

// And that it was turned away before it was one.
void note_refused(services& with, const lead_file& lead, int http_status);

// From the look into the past to the answer: see serve_direct.
boost::asio::awaitable<served> serve_file(services& with, lead_file lead);

}  // namespace pointsman::engine
