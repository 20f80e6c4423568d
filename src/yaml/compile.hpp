#pragma once

#include "draft.hpp"

namespace pointsman::yaml {

// What can only be done once every file has been read without an error: the order of asking in
// every tier, each tree's matcher, the stored files and their hash.
void compile(draft& into);

}  // namespace pointsman::yaml
