#include <pointsman/postgres/migrations.hpp>
#include <pointsman/postgres/store.hpp>

#include <fmt/format.h>

#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/transaction>
#include <utility>

#include "claim.hpp"
#include "connection.hpp"
#include "housekeeper.hpp"
#include "session.hpp"
#include "store_worker.hpp"

namespace pointsman::postgres {

namespace {

base::failure<open_failure> fails(open_failure::kind why, std::string what) {
    return base::failure(open_failure{why, std::move(what)});
}

// Why the schema is not this program's; empty when it is.
std::string schema_trouble(pqxx::connection& connection) {
    try {
        const auto version = pqxx::nontransaction(connection)
                                 .exec1("select coalesce(max(version), 0) from schema_version")[0]
                                 .as<std::size_t>();
        if (version == migrations().size()) return {};
        return fmt::format("the schema is at version {}, this program needs {}", version,
                           migrations().size());
    } catch (const pqxx::sql_error& error) {
        return message_of(error);
    }
}

identity begin_epoch(pqxx::connection& connection, const std::string& node) {
    pqxx::work transaction(connection);
    const pqxx::row row = transaction.exec_params1("select node, epoch from begin_epoch($1)", node);
    const identity who{row[0].as<std::int16_t>(), row[1].as<std::int32_t>()};
    transaction.commit();
    return who;
}

}  // namespace

store_settings settings_of(const plan::settings& from) {
    store_settings how;
    how.url = from.database_url;
    how.queue_records = from.limits.journal_records;
    how.batch_records = from.limits.batch_records;
    how.stall = from.limits.journal_stall;
    how.seed = base::random_seed();
    return how;
}

base::result<std::unique_ptr<store>, open_failure> store::open(const store_settings& how,
                                                               const base::clock& clock,
                                                               store_watcher watcher) {
    try {
        auto connection = connect(how.url, writer_connection(how));
        if (const std::string trouble = schema_trouble(*connection); !trouble.empty())
            return fails(open_failure::kind::not_migrated, trouble);
        if (!claim(*connection, how.claim_wait))
            return fails(open_failure::kind::in_use, "another live server holds this database");
        ensure_partitions(*connection, how.partition_days);
        const identity who = begin_epoch(*connection, how.node);
        auto first = std::make_unique<session>(std::move(connection), who);
        first->has_claim();
        auto house =
            std::make_unique<housekeeper>(how.url, how.partition_days, watcher.partitions_failed);
        auto both = std::make_unique<worker>(how, clock, std::move(watcher), std::move(first), who);
        return std::unique_ptr<store>(new store(std::move(both), std::move(house)));
    } catch (const std::exception& error) {
        return fails(open_failure::kind::unreachable, message_of(error));
    }
}

store::store(std::unique_ptr<worker> worker, std::unique_ptr<housekeeper> house)
    : house_(std::move(house)), worker_(std::move(worker)) {}

store::~store() = default;

void store::append(journal::record entry, std::function<void(engine::append_result)> done) {
    worker_->append(std::move(entry), std::move(done));
}

bool store::available() const {
    return worker_->available();
}

void store::stop(base::duration limit) {
    worker_->stop(limit);
}

std::int32_t store::epoch() const {
    return worker_->who().epoch;
}

store_counters store::counters() const {
    return worker_->counters();
}

}  // namespace pointsman::postgres
