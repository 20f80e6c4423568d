#pragma once

#include "options.hpp"

#include <pointsman/cap/book.hpp>
#include <pointsman/plan/plan.hpp>

#include <string>

namespace pointsman::sim {

// The plan of a run after so many reloads: caps, contracts and margins change, orders stay. The
// version stands in the URLs, so that a buyer can tell by which plan it was called.
plan::snapshot_pointer make_plan(const options& how, int version, cap::book& counters);

// What every seller's contract says of returned leads.
ledger::resale_terms resale_terms(const options& how);

// 0-based, from "http://b3.example/v2/post".
std::size_t order_of_url(const std::string& url);
int version_of_url(const std::string& url);

}  // namespace pointsman::sim
