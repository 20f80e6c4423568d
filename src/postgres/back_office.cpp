#include <pointsman/base/bounded_queue.hpp>
#include <pointsman/base/text.hpp>
#include <pointsman/postgres/back_office.hpp>

#include <pqxx/result>
#include <thread>
#include <utility>

#include "desk.hpp"
#include "judge_return.hpp"
#include "ledger_rows.hpp"
#include "override_rows.hpp"
#include "return_rows.hpp"
#include "row_values.hpp"

namespace pointsman::postgres {

namespace {

constexpr std::size_t most_waiting_returns = 1000;

engine::deposit_answer write_deposit(pqxx::work& transaction, const office_batch& batch,
                                     const engine::deposit& what) {
    const pqxx::result added = transaction.exec_params(
        "insert into deposit (given_id, transaction_id, at, buyer, currency, amount, note, node, "
        "epoch) values ($1, $2::uuid, $3::timestamptz, $4, $5, $6, $7, $8, $9) "
        "on conflict (given_id) do nothing returning 1",
        what.id, base::to_text(batch.id), base::to_rfc3339(what.at), what.buyer, what.currency,
        what.amount.micros(), what.note, batch.writer.node, batch.writer.epoch);
    if (added.empty()) {
        const pqxx::result same = transaction.exec_params(
            "select from deposit where given_id = $1 and buyer = $2 and currency = $3 "
            "and amount = $4",
            what.id, what.buyer, what.currency, what.amount.micros());
        return same.empty() ? engine::deposit_answer::other_deposit
                            : engine::deposit_answer::recorded_before;
    }
    book(transaction, batch.writer,
         {.transaction = batch.id,
          .walk = 0,
          .kind = "deposit",
          .first_line = 0,
          .at = what.at,
          .currency = what.currency},
         ledger::deposit_entries(what.buyer, what.amount));
    return engine::deposit_answer::recorded;
}

engine::erased erase_person(pqxx::work& transaction, const office_batch& batch,
                            const base::secret_key& master, const engine::erasure& what) {
    const pqxx::row row = transaction.exec_params1(
        "select erase_person($1::uuid, $2::timestamptz, $3, $4, $5::bytea) as leads",
        base::to_text(batch.id), base::to_rfc3339(what.at), what.asked_by, what.kind,
        "\\x" + base::to_hex(base::hmac_sha256(master, what.value)));
    return {number_at<std::int64_t>(row, "leads")};
}

}  // namespace

// The threads and what waits for them.
class back_office::desks {
public:
    // Done at a desk, or without one for the reason given.
    using task = std::function<void(desk*, const std::string& why_not)>;

    desks(const back_office_settings& how, const base::clock& clock)
        : how_(how), clock_(clock), ids_(base::random_seed()), tasks_(how.queue) {
        for (std::size_t i = 0; i < how.threads; ++i) threads_.emplace_back([this] { work(); });
    }

    ~desks() {
        tasks_.close();
        for (task& left : tasks_.remove_if([](const task&) { return true; }))
            left(nullptr, "stopping");
        for (std::thread& each : threads_) each.join();
    }

    desks(const desks&) = delete;
    desks& operator=(const desks&) = delete;

    const back_office_settings& settings() const { return how_; }

    // `at` is given the desk and gives the answer or a failure.
    template <class Answer, class Work>
    void give(callback<Answer> done, Work at) {
        task what = [done = std::move(done), at = std::move(at)](desk* mine,
                                                                 const std::string& why_not) {
            if (mine == nullptr)
                done(base::failure(engine::office_failure{why_not}));
            else
                done(at(*mine));
        };
        const bool taken = tasks_.try_push(std::move(what));
        // A refused item is untouched. NOLINTNEXTLINE(bugprone-use-after-move)
        if (!taken) what(nullptr, "too much is waiting");
    }

private:
    void work() {
        desk mine(how_, clock_, ids_);
        for (auto next = tasks_.pop_up_to(1); !next.empty(); next = tasks_.pop_up_to(1))
            next.front()(&mine, "");
    }

    back_office_settings how_;
    const base::clock& clock_;
    base::uuid_source ids_;
    base::bounded_queue<task> tasks_;
    std::vector<std::thread> threads_;
};

back_office::back_office(const back_office_settings& how, const base::clock& clock)
    : desks_(std::make_unique<desks>(how, clock)) {}

back_office::~back_office() = default;

void back_office::record_return(engine::return_request what, callback<engine::return_answer> done) {
    desks_->give<engine::return_answer>(
        std::move(done), [what = std::move(what), key = desks_->settings().master_key](desk& at) {
            return at.write<engine::return_answer>(
                [&](pqxx::work& transaction, const office_batch& batch) {
                    return judge_return(transaction, batch.writer, key, what);
                });
        });
}

void back_office::decide_return(engine::return_judgement what,
                                callback<engine::return_answer> done) {
    desks_->give<engine::return_answer>(
        std::move(done), [what = std::move(what), key = desks_->settings().master_key](desk& at) {
            return at.write<engine::return_answer>(
                [&](pqxx::work& transaction, const office_batch& batch) {
                    return settle_return(transaction, batch.writer, key, what);
                });
        });
}

void back_office::list_waiting_returns(callback<std::vector<engine::waiting_return>> done) {
    using list = std::vector<engine::waiting_return>;
    desks_->give<list>(std::move(done), [key = desks_->settings().master_key](desk& at) {
        return at.read<list>([&](pqxx::transaction_base& query) {
            return waiting_returns(query, key, most_waiting_returns);
        });
    });
}

void back_office::record_deposit(engine::deposit what, callback<engine::deposit_answer> done) {
    desks_->give<engine::deposit_answer>(std::move(done), [what = std::move(what)](desk& at) {
        return at.write<engine::deposit_answer>(
            [&](pqxx::work& transaction, const office_batch& batch) {
                return write_deposit(transaction, batch, what);
            });
    });
}

void back_office::make_statement(engine::statement_question what,
                                 callback<engine::statement_answer> done) {
    desks_->give<engine::statement_answer>(
        std::move(done),
        [what = std::move(what), most = desks_->settings().statement_lines](desk& at) {
            return at.read<engine::statement_answer>(
                [&](pqxx::transaction_base& query) { return statement_of(query, what, most); });
        });
}

void back_office::erase(engine::erasure what, callback<engine::erased> done) {
    desks_->give<engine::erased>(std::move(done), [what = std::move(what),
                                                   key = desks_->settings().master_key](desk& at) {
        return at.write<engine::erased>([&](pqxx::work& transaction, const office_batch& batch) {
            return erase_person(transaction, batch, key, what);
        });
    });
}

void back_office::record_override(plan::standing_override what,
                                  callback<engine::override_answer> done) {
    desks_->give<engine::override_answer>(std::move(done), [what = std::move(what)](desk& at) {
        return at.write<engine::override_answer>(
            [&](pqxx::work& transaction, const office_batch& batch) {
                return write_override(transaction, batch.writer, what);
            });
    });
}

void back_office::end_override(engine::override_ending what,
                               callback<engine::override_answer> done) {
    desks_->give<engine::override_answer>(std::move(done), [what = std::move(what)](desk& at) {
        return at.write<engine::override_answer>(
            [&](pqxx::work& transaction, const office_batch& batch) {
                return write_override_end(transaction, batch.writer, what);
            });
    });
}

void back_office::list_overrides(engine::override_question what,
                                 callback<engine::override_page> done) {
    desks_->give<engine::override_page>(std::move(done), [what](desk& at) {
        return at.read<engine::override_page>(
            [&](pqxx::transaction_base& query) { return page_of_overrides(query, what); });
    });
}

}  // namespace pointsman::postgres
