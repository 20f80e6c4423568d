#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <optional>
#include <string>

// `${env:NAME}` and `${file:PATH}` in values. Nothing here ever puts a secret into a problem.
namespace pointsman::yaml {

// A value's text once secrets are filled in. Not `known` when a secret is unset (`check`) or not
// looked up (`stored`); the text is then empty and must not be judged.
struct filled_text {
    std::string text;
    bool known = true;
};

bool holds_secret(const node& from);

// A text that must be one whole ${...}: a literal is an error that names the two forms.
std::optional<filled_text> read_secret(const node& from, draft& into);

// A literal text or one whole ${...}.
std::optional<filled_text> read_text_or_secret(const node& from, draft& into);

// A text with any number of ${...} within: for the values of headers.
std::optional<filled_text> read_text_with_secrets(const node& from, draft& into);

// Adds the SHA-256 of each key of the list; a key that is there already, anywhere, is reported.
void read_keys(const node& list, std::vector<base::digest>& into, draft& everything);

}  // namespace pointsman::yaml
