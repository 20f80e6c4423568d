#pragma once

#include <pointsman/engine/back_office.hpp>
#include <pointsman/http/message.hpp>
#include <pointsman/intake/submission.hpp>
#include <pointsman/plan/plan.hpp>

#include <vector>

// What buyers and operators are told, as pure text.
namespace pointsman::http {

enum class audience { buyer, operators };  // only operators hear who bears a return

response to_response(const intake::refusal& why);
response to_response(const engine::office_failure& why);  // 503: ask again
response to_response(const engine::return_answer& what, audience to);
response to_response(const std::vector<engine::waiting_return>& waiting);
response to_response(engine::deposit_answer what, const std::string& id);
response to_response(const engine::statement_answer& what, bool csv);
response to_response(const engine::erased& what);

// Every buyer's money with us as the running server counts it: what posts in flight hold is in it.
response balances_of(const plan::snapshot& plan);

}  // namespace pointsman::http
