#pragma once

#include "exchange.hpp"
#include "mapping.hpp"

namespace pointsman::yaml {

// A connection's calls about posts whose walk has ended: `void_notice`, `status` and `repost`,
// which fit to what silence means to it, if that is known: a mistake in the post is told alone.
// `about` is that of the post.
void read_follow_ups(const mapping& at, exchange_context about, bool is_silence_known,
                     plan::connection& into);

}  // namespace pointsman::yaml
