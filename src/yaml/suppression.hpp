#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <pointsman/duplicate/suppression.hpp>

#include <vector>

namespace pointsman::yaml {

// [{fields: [phone], file: lists/do_not_contact.txt, hashed: sha256}], of the vertical with that
// number, whose fields have been read. The lists of a stored plan are not kept with it and stay
// empty, as secrets do.
std::vector<duplicate::suppression> read_suppressions(const node& given,
                                                      plan::vertical_number number,
                                                      const lead::catalogue& fields, draft& into);

// What is stored in place of a suppression list, which is personal data: enough to tell one list
// from another.
std::string stand_in_for(const std::string& content);

}  // namespace pointsman::yaml
