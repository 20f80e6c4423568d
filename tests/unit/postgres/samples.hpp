#pragma once

#include <pointsman/journal/record.hpp>

#include <string>

namespace pointsman::postgres::test {

// Full of what breaks naive quoting: quotes, backslashes, braces, commas, NULL, line ends,
// four-byte UTF-8.
extern const std::string hostile;

base::lead_id new_lead_id();

// Every member filled in; the outcome is a sale to "northstar".
journal::received a_received(const base::lead_id& id);
journal::refused a_refused(const base::lead_id& id);
journal::posting a_posting(const base::lead_id& id);
journal::outcome an_outcome(const base::lead_id& id);
journal::late_reply a_late_reply(const base::lead_id& id);
journal::void_answer a_void_answer(const base::lead_id& id);
journal::untaken_accept an_untaken_accept(const base::lead_id& id);
journal::follow_up a_follow_up(const base::lead_id& id);
journal::follow_up_end a_follow_up_end(const journal::follow_up& of);

// An outcome without a sale, its money and its attempts.
journal::outcome unsold(const base::lead_id& id);

}  // namespace pointsman::postgres::test
