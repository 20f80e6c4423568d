#include "session.hpp"

#include <pointsman/base/text.hpp>
#include <pointsman/journal/json.hpp>

#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/prepared_statement>
#include <utility>

#include "batch_rows.hpp"
#include "claim.hpp"
#include "connection.hpp"

namespace pointsman::postgres {

namespace {

constexpr std::size_t message_bytes = 2000;  // of an error, as stored with a poisoned record

// How far a transaction got, which decides what an error means.
enum class stage { opening, writing, committing };

journal::event event_of(const pqxx::sql_error& error, stage at) {
    const std::string& sqlstate = error.sqlstate();
    if (sqlstate == epoch_is_over) return journal::fenced{};
    if (at == stage::opening)
        return sqlstate == "23505" ? journal::event(journal::already_there{})
                                   : journal::classify(sqlstate, "");
    journal::event meaning = journal::classify(sqlstate, message_of(error));
    const bool unclear = std::holds_alternative<journal::failed>(meaning);
    return at == stage::committing && unclear ? journal::in_doubt{} : meaning;
}

std::string storable(std::string message) {
    message.resize(std::min(message.size(), message_bytes));
    return base::is_clean_utf8(message) ? message : "(not UTF-8)";
}

}  // namespace

session::session(std::unique_ptr<pqxx::connection> connection, identity who)
    : connection_(std::move(connection)), who_(who) {
    prepare_statements();
}

void session::prepare_statements() {
    connection_->prepare("open",
                         "insert into batch (id, node, epoch, records) values ($1, $2, $3, $4)");
    connection_->prepare("look up", "select exists (select from batch where id = $1)");
    connection_->prepare(
        "set aside",
        "insert into poisoned (batch, kind, lead_id, sqlstate, message, record, node, epoch) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8)");
    for (std::size_t i = 0; i < table_count; ++i) {
        const auto which = static_cast<table>(i);
        connection_->prepare(std::string(name_of(which)), insert_statement(which));
    }
}

journal::event session::commit(const base::uuid& batch, std::size_t records,
                               const std::function<void(pqxx::work&)>& write) {
    stage at = stage::opening;
    try {
        pqxx::work transaction(*connection_);
        transaction.exec_prepared0("open", base::to_text(batch), who_.node, who_.epoch, records);
        at = stage::writing;
        write(transaction);
        at = stage::committing;
        transaction.commit();
        return journal::committed{};
    } catch (const pqxx::sql_error& error) {
        trouble_ = message_of(error);
        return event_of(error, at);
    } catch (const pqxx::statement_completion_unknown& error) {
        trouble_ = message_of(error);
        return journal::in_doubt{};
    } catch (
        const pqxx::transaction_rollback& error) {  // 40001, 40P01: no sql_error in libpqxx 6.4
        trouble_ = message_of(error);
        return journal::conflict{};
    } catch (const std::exception& error) {
        trouble_ = message_of(error);
        return at == stage::committing ? journal::event(journal::in_doubt{}) : journal::failed{};
    }
}

journal::event session::write(const base::uuid& batch,
                              const std::vector<const journal::record*>& records) {
    batch_rows rows;
    for (const journal::record* each : records) rows.add(*each);
    return commit(batch, records.size(), [&](pqxx::work& transaction) {
        for (std::size_t i = 0; i < table_count; ++i) {
            const auto which = static_cast<table>(i);
            if (!rows.has(which)) continue;
            transaction.exec_prepared0(std::string(name_of(which)),
                                       pqxx::prepare::make_dynamic_params(rows.take(which)),
                                       who_.node, who_.epoch);
        }
    });
}

journal::event session::set_aside(const base::uuid& batch, const journal::record& entry,
                                  const journal::data_error& why) {
    return commit(batch, 1, [&](pqxx::work& transaction) {
        transaction.exec_prepared0(
            "set aside", base::to_text(batch), std::string(journal::kind_of(entry)),
            base::to_text(journal::lead_of(entry)), why.sqlstate, storable(why.message),
            journal::to_json(entry), who_.node, who_.epoch);
    });
}

journal::event session::look_up(const base::uuid& batch) {
    try {
        pqxx::nontransaction query(*connection_);
        return journal::looked_up{
            query.exec_prepared1("look up", base::to_text(batch))[0].as<bool>()};
    } catch (const std::exception& error) {
        trouble_ = message_of(error);
        return journal::failed{};
    }
}

void session::keep_claim() {
    if (claimed_) return;
    try {
        claimed_ = try_claim(*connection_);
    } catch (const std::exception& error) {
        trouble_ = message_of(error);  // the write that follows will fail and tell
    }
}

}  // namespace pointsman::postgres
