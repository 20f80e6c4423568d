#include <pointsman/base/bounded_queue.hpp>
#include <pointsman/base/crypto.hpp>
#include <pointsman/journal/back_off.hpp>
#include <pointsman/postgres/history.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/prepared_statement>
#include <pqxx/result>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "array_literal.hpp"
#include "connection.hpp"
#include "duplicate_rows.hpp"
#include "lifeline.hpp"
#include "row_values.hpp"

namespace pointsman::postgres {

namespace {

// No join with the tables of walks here: planning over all their days would cost more than all
// else. Ids begin with the time, so the last one is the latest lead: the primary key's order.
// Prepared, for every lead asks it.
constexpr const char* find_requests = "find requests";
constexpr const char* select_requests = R"(
    select question.number - 1 as number, known.lead_id, known.body_hash
    from unnest($1::text[], $2::text[], $3::timestamptz[])
        with ordinality as question (seller, key, since, number)
    cross join lateral (
        select request.lead_id, body_hash from idempotency_key as request
        where request.seller = question.seller and request.key = question.key
          and request.at >= question.since and body_hash is not null
        order by request.lead_id desc limit 1) as known)";

// A lead that ended as interrupted before anybody was asked was answered with 503, and is not
// remembered.
constexpr const char* find_forgotten = R"(
    select lead_id from outcome
    where lead_id = any($1::uuid[]) and final and reason = 'interrupted'
      and not exists (select from attempt where attempt.lead_id = outcome.lead_id)
      and not exists (select from posting where posting.lead_id = outcome.lead_id))";

void leave_out_forgotten(pqxx::transaction_base& query,
                         std::vector<engine::history_answer>& answers) {
    array_literal found;
    bool any = false;
    for (const engine::history_answer& one : answers) {
        if (!one.same_request) continue;
        found.add_plain(base::to_text(one.same_request->id));
        any = true;
    }
    if (!any) return;
    for (const pqxx::row& row : query.exec_params(find_forgotten, found.take())) {
        const base::lead_id forgotten = lead_at(row, "lead_id");
        for (engine::history_answer& one : answers)
            if (one.same_request && one.same_request->id == forgotten) one.same_request.reset();
    }
}

}  // namespace

class history::worker {
public:
    worker(const history_settings& how, const base::clock& clock)
        : how_(how),
          clock_(clock),
          delays_(how.first_delay, how.longest_delay, base::random_seed()),
          questions_(how.queue),
          asking_([this] { ask_all(); }),
          watching_([this] { watch(); }) {}

    ~worker() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        questions_.close();
        fail_waiting("stopping");
        lifeline_.cut();
        asking_.join();
        watching_.join();
    }

    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    void find(engine::history_question what, std::function<void(found)> done) {
        if (!available()) return done(base::failure<std::string>("the database does not answer"));
        question asked{std::move(what), std::move(done)};
        const bool taken = questions_.try_push(std::move(asked));
        // A refused item is untouched. NOLINTNEXTLINE(bugprone-use-after-move)
        if (!taken) asked.done(base::failure<std::string>("too many questions are waiting"));
    }

    bool available() const { return available_; }

private:
    struct question {
        engine::history_question what;
        std::function<void(found)> done;
    };

    void ask_all() {
        connect_again();
        for (;;) {
            const std::vector<question> batch = questions_.pop_up_to(how_.questions);
            if (batch.empty()) return;
            answer(batch);
            // Given up while it asked, perhaps after the answer had come: begin anew.
            if (!available_) lose("the database did not answer in time");
            if (!connection_) connect_again();
        }
    }

    void answer(const std::vector<question>& batch) {
        std::vector<found> answers;
        try {
            if (!connection_) throw std::runtime_error("no connection");
            const busy_mark asking(*this);
            answers = look_up(batch, *connection_);
        } catch (const std::exception& error) {
            lose(message_of(error));
            for (const question& one : batch) one.done(base::failure(message_of(error)));
            return;
        }
        for (std::size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(answers[i]));
    }

    // A connection that failed once is not used again.
    void lose(const std::string& why) {
        lifeline_.hold(-1);
        connection_.reset();
        available_ = false;
        fail_waiting(why);
    }

    // Tries until there is a connection, or the end.
    void connect_again() {
        for (;;) {
            try {
                connection_ = connect(how_.url, {.application = "pointsman history",
                                                 .connect_timeout = how_.connect_timeout,
                                                 .statement_timeout = how_.stall});
                connection_->prepare(find_requests, select_requests);
                lifeline_.hold(connection_->sock());
                delays_.reset();
                available_ = true;
                return;
            } catch (const std::exception& error) {
                lose(message_of(error));
            }
            std::unique_lock lock(mutex_);
            if (changed_.wait_for(lock, delays_.next(), [this] { return stopping_; })) return;
        }
    }

    // While it lives the watching thread counts the time.
    class busy_mark {
    public:
        explicit busy_mark(worker& of) : of_(of) { of_.mark_busy(of_.clock_.now().steady); }

        busy_mark(const busy_mark&) = delete;
        busy_mark& operator=(const busy_mark&) = delete;

        ~busy_mark() { of_.mark_busy(std::nullopt); }

    private:
        worker& of_;
    };

    void mark_busy(std::optional<base::steady_time> since) {
        const std::lock_guard lock(mutex_);
        busy_since_ = since;
    }

    void watch() {
        std::unique_lock lock(mutex_);
        while (!changed_.wait_for(lock, watch_interval, [this] { return stopping_; })) {
            const bool hangs = busy_since_ && clock_.now().steady - *busy_since_ > how_.stall;
            if (!hangs) continue;
            // Still busy, as the lock is held: so the asking thread sees this before it asks again.
            available_ = false;
            busy_since_.reset();
            lifeline_.cut();
            lock.unlock();
            fail_waiting("the database does not answer");
            lock.lock();
        }
    }

    void fail_waiting(const std::string& why) {
        for (const question& one : questions_.remove_if([](const question&) { return true; }))
            one.done(base::failure(why));
    }

    static std::vector<found> look_up(const std::vector<question>& batch,
                                      pqxx::connection& connection) {
        array_literal sellers;
        array_literal keys;
        array_literal times;
        for (const question& one : batch) {
            sellers.add_text(one.what.seller);
            keys.add_text(one.what.request_key);
            times.add_plain(base::to_rfc3339(one.what.since));
        }
        std::vector<engine::history_answer> answers(batch.size());
        pqxx::nontransaction query(connection);
        for (const pqxx::row& row :
             query.exec_prepared(find_requests, sellers.take(), keys.take(), times.take()))
            answers.at(number_at<std::size_t>(row, "number")).same_request =
                engine::earlier_lead{lead_at(row, "lead_id"), digest_at(row, "body_hash")};
        leave_out_forgotten(query, answers);
        std::vector<found> complete;
        for (std::size_t i = 0; i < batch.size(); ++i)
            complete.push_back(with_events(query, batch[i].what, std::move(answers[i])));
        return complete;
    }

    // A look-up of duplicates that fails, a number with too many leads perhaps, fails alone.
    static found with_events(pqxx::transaction_base& query, const engine::history_question& what,
                             engine::history_answer answer) {
        if (what.duplicate_keys.empty()) return answer;
        try {
            answer.events =
                past_events_of(query, what.duplicate_keys, what.duplicates_since, what.asking);
        } catch (const pqxx::sql_error& error) {
            return base::failure(message_of(error));
        }
        return answer;
    }

    static constexpr base::duration watch_interval = std::chrono::milliseconds(20);

    history_settings how_;
    const base::clock& clock_;
    journal::back_off delays_;
    base::bounded_queue<question> questions_;
    std::unique_ptr<pqxx::connection> connection_;  // of the asking thread
    lifeline lifeline_;
    std::atomic<bool> available_ = true;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<base::steady_time> busy_since_;
    bool stopping_ = false;
    std::thread asking_;
    std::thread watching_;
};

history::history(const history_settings& how, const base::clock& clock)
    : worker_(std::make_unique<worker>(how, clock)) {}

history::~history() = default;

void history::find(engine::history_question what, std::function<void(found)> done) {
    worker_->find(std::move(what), std::move(done));
}

bool history::available() const {
    return worker_->available();
}

}  // namespace pointsman::postgres
