#pragma once

#include <pointsman/engine/select.hpp>
#include <pointsman/engine/unknown_posts.hpp>

namespace pointsman::engine {

// Moves those to the refused whose buyer is silent about so many posts that it gets no more. One
// silent buyer so stops only itself.
void exclude_full_buyers(const plan::snapshot& plan, const plan::tree& tree,
                         const unknown_posts& open, selection& among);

}  // namespace pointsman::engine
