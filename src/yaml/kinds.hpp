#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <string_view>

// One function a kind of file; each reads the file's root into the draft. `stem` ("northstar" of
// buyers/northstar.yaml) stands for the thing's name where the file does not give a usable one.
namespace pointsman::yaml {

void read_server(const node& root, draft& into);
void read_vertical(const node& root, std::string_view stem, draft& into);
void read_tree(const node& root, std::string_view stem, draft& into);
void read_buyer(const node& root, std::string_view stem, draft& into);
void read_seller(const node& root, std::string_view stem, draft& into);

}  // namespace pointsman::yaml
