#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

namespace pointsman::yaml {

// The connections of one buyer. A connection names fields, but belongs to no vertical: it is
// compiled once for each vertical whose orders go through it.
class connection_shelf {
public:
    // `connections` must outlive the shelf.
    connection_shelf(const node& connections, draft& into);

    // The connection that an order names; null when there is none (reported) or when `vertical` is
    // not known.
    std::shared_ptr<const plan::connection> take(const node& via,
                                                 std::optional<plan::vertical_number> vertical);

    // Checks what no order has used, as far as that goes without a vertical.
    void finish();

private:
    using key = std::pair<std::uint32_t, plan::vertical_number>;

    draft& into_;
    const std::vector<member>& given_;
    registry names_{"connection"};
    std::set<std::uint32_t> named_;  // by an order, even if its vertical is not known
    std::map<key, std::shared_ptr<const plan::connection>> compiled_;
};

}  // namespace pointsman::yaml
