#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/engine/back_office.hpp>
#include <pointsman/postgres/back_office.hpp>

#include <memory>
#include <optional>
#include <pqxx/transaction>
#include <string>

#include "connection.hpp"
#include "session.hpp"

namespace pointsman::postgres {

// The batch that a transaction of the back office is.
struct office_batch {
    base::uuid id;
    identity writer;
};

// One thread's place of work: a connection that is made anew after any failure, and transactions on
// it. Nothing here throws.
class desk {
public:
    desk(const back_office_settings& how, const base::clock& clock, base::uuid_source& ids)
        : how_(how), clock_(clock), ids_(ids) {}

    // All statements of `query` see the same moment.
    template <class Answer, class Query>
    base::result<Answer, engine::office_failure> read(const Query& query) {
        using snapshot = pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>;
        try {
            snapshot now(connected());
            return Answer(query(now));
        } catch (const std::exception& error) {
            return base::failure(failed(error));
        }
    }

    // `work` is done, with its batch row before it, and committed; at most once, also where the
    // connection breaks in the middle: a second try either finds the batch of the first or waits
    // until it can no longer commit.
    template <class Answer, class Work>
    base::result<Answer, engine::office_failure> write(const Work& work) {
        constexpr int tries = 2;
        const base::uuid id = ids_.next(clock_.now().wall);
        std::optional<Answer> answer;
        engine::office_failure trouble;
        for (int i = 0; i < tries; ++i) {
            try {
                pqxx::work transaction(connected());
                const std::optional<identity> writer = begin(transaction, id);
                if (!writer && answer) return *answer;
                if (!writer) return base::failure(engine::office_failure{"the batch is taken"});
                answer = work(transaction, office_batch{id, *writer});
                transaction.commit();
                return *answer;
            } catch (const std::exception& error) {
                trouble = failed(error);
                if (trouble.fenced) break;
            }
        }
        return base::failure(trouble);
    }

private:
    pqxx::connection& connected();

    // Nothing when there is such a batch already.
    std::optional<identity> begin(pqxx::work& transaction, const base::uuid& id) const;

    engine::office_failure failed(const std::exception& error);

    const back_office_settings& how_;
    const base::clock& clock_;
    base::uuid_source& ids_;
    std::unique_ptr<pqxx::connection> connection_;
};

}  // namespace pointsman::postgres
