#include "desk.hpp"

#include <pqxx/except>
#include <pqxx/result>
#include <stdexcept>

#include "row_values.hpp"

namespace pointsman::postgres {

pqxx::connection& desk::connected() {
    if (!connection_)
        connection_ = connect(how_.url, {.application = "pointsman back office",
                                         .connect_timeout = how_.connect_timeout,
                                         .statement_timeout = how_.statement_timeout});
    return *connection_;
}

std::optional<identity> desk::begin(pqxx::work& transaction, const base::uuid& id) const {
    try {
        const pqxx::result opened = transaction.exec_params(
            "insert into batch (id, node, epoch, records) select $1::uuid, node.id, $2, 1 "
            "from node where name = $3 returning node",
            base::to_text(id), how_.epoch, how_.node);
        if (opened.empty()) throw std::runtime_error("no server's node is named " + how_.node);
        return identity{number_at<std::int16_t>(opened[0], "node"), how_.epoch};
    } catch (const pqxx::unique_violation&) {
        return std::nullopt;
    }
}

// A connection that failed once is never used again (see connect); that a statement's own failure
// would leave a good one behind is not worth a mistake.
engine::office_failure desk::failed(const std::exception& error) {
    const auto* refused = dynamic_cast<const pqxx::sql_error*>(&error);
    connection_.reset();
    return {message_of(error), refused != nullptr && refused->sqlstate() == epoch_is_over};
}

}  // namespace pointsman::postgres
