#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/journal/batch_run.hpp>
#include <pointsman/journal/record.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <pqxx/connection>
#include <pqxx/transaction>
#include <string>
#include <vector>

namespace pointsman::postgres {

// Which server writes, in which of its lives.
struct identity {
    std::int16_t node = 0;
    std::int32_t epoch = 0;
};

// A connection that writes batches. Its calls never throw: whatever happens is one of batch_run's
// events. After `failed` or `in_doubt` the session must be thrown away.
class session {
public:
    session(std::unique_ptr<pqxx::connection> connection, identity who);

    journal::event write(const base::uuid& batch,
                         const std::vector<const journal::record*>& records);
    journal::event set_aside(const base::uuid& batch, const journal::record& entry,
                             const journal::data_error& why);
    journal::event look_up(const base::uuid& batch);

    // Takes the database's lock unless this session has it; the one before may hold it until
    // PostgreSQL notices its end.
    void keep_claim();

    void has_claim() { claimed_ = true; }

    // What the last `failed` or `in_doubt` was about.
    const std::string& trouble() const { return trouble_; }

    int socket() const { return connection_->sock(); }

private:
    journal::event commit(const base::uuid& batch, std::size_t records,
                          const std::function<void(pqxx::work&)>& write);
    void prepare_statements();

    std::unique_ptr<pqxx::connection> connection_;
    identity who_;
    bool claimed_ = false;
    std::string trouble_;
};

}  // namespace pointsman::postgres
