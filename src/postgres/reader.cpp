#include <pointsman/base/bounded_queue.hpp>
#include <pointsman/postgres/reader.hpp>

#include <pqxx/transaction>
#include <thread>
#include <utility>

#include "connection.hpp"
#include "duplicate_rows.hpp"
#include "lead_rows.hpp"
#include "past_posts.hpp"
#include "resale_rows.hpp"
#include "untaken_rows.hpp"
#include "void_rows.hpp"

namespace pointsman::postgres {

namespace {

// All statements of an answer see the same moment.
using snapshot = pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>;

}  // namespace

class reader::pool {
public:
    // Asked with a connection, or with the reason why there is none.
    using question = std::function<void(pqxx::connection*, const std::string& why)>;

    explicit pool(const reader_settings& how) : how_(how), questions_(how.queue) {
        for (std::size_t i = 0; i < how.threads; ++i) threads_.emplace_back([this] { work(); });
    }

    ~pool() {
        questions_.close();
        for (question& left : questions_.remove_if([](const question&) { return true; }))
            left(nullptr, "stopping");
        for (std::thread& each : threads_) each.join();
    }

    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;

    template <class Answer, class Query>
    void ask(callback<Answer> done, Query query) {
        question what = [done = std::move(done), query = std::move(query)](
                            pqxx::connection* connection, const std::string& why) {
            done(answer<Answer>(connection, why, query));
        };
        const bool taken = questions_.try_push(std::move(what));
        // A refused item is untouched. NOLINTNEXTLINE(bugprone-use-after-move)
        if (!taken) what(nullptr, "too many questions are waiting");
    }

private:
    template <class Answer, class Query>
    static base::result<Answer, read_failure> answer(pqxx::connection* connection,
                                                     const std::string& why, const Query& query) {
        if (connection == nullptr) return base::failure(read_failure{why});
        try {
            snapshot now(*connection);
            return query(now);
        } catch (const std::exception& error) {
            // A statement's own failure leaves a good connection behind; telling which is not worth
            // a mistake.
            connection->disconnect();
            return base::failure(read_failure{message_of(error)});
        }
    }

    void work() {
        std::unique_ptr<pqxx::connection> connection;
        for (;;) {
            auto next = questions_.pop_up_to(1);
            if (next.empty()) return;
            std::string why;
            if (!connection || !connection->is_open()) connection = reconnect(why);
            next.front()(connection.get(), why);
        }
    }

    std::unique_ptr<pqxx::connection> reconnect(std::string& why) const {
        try {
            return connect(how_.url, {.application = "pointsman reader",
                                      .connect_timeout = how_.connect_timeout,
                                      .statement_timeout = how_.statement_timeout});
        } catch (const std::exception& error) {
            why = message_of(error);
            return nullptr;
        }
    }

    reader_settings how_;
    base::bounded_queue<question> questions_;
    std::vector<std::thread> threads_;
};

reader::reader(const reader_settings& how) : pool_(std::make_unique<pool>(how)) {}

reader::~reader() = default;

void reader::find_answer(std::string seller, base::lead_id id, callback<stored_answer> done) {
    pool_->ask<stored_answer>(std::move(done),
                              [seller = std::move(seller), id](pqxx::transaction_base& query) {
                                  return answer_of(query, seller, id);
                              });
}

void reader::find_past_events(std::vector<base::digest> keys, base::wall_time since,
                              base::lead_id besides,
                              callback<std::vector<duplicate::past_event>> done) {
    pool_->ask<std::vector<duplicate::past_event>>(
        std::move(done), [keys = std::move(keys), since, besides](pqxx::transaction_base& query) {
            return past_events_of(query, keys, since, besides);
        });
}

void reader::find_timeline(base::lead_id id, callback<timeline> done) {
    pool_->ask<timeline>(std::move(done), [id](pqxx::transaction_base& query) {
        return timeline{received_of(query, id),        refused_of(query, id),
                        postings_of(query, id),        outcomes_of(query, id),
                        late_replies_of(query, id),    void_answers_of(query, id),
                        follow_ups_of(query, id),      follow_up_ends_of(query, id),
                        untaken_accepts_of(query, id), returns_of(query, id)};
    });
}

void reader::find_received(base::lead_id id, callback<std::optional<journal::received>> done) {
    pool_->ask<std::optional<journal::received>>(
        std::move(done), [id](pqxx::transaction_base& query) { return received_of(query, id); });
}

void reader::find_post(engine::named_post which, const base::secret_key& master,
                       callback<std::optional<engine::past_post>> done) {
    pool_->ask<std::optional<engine::past_post>>(
        std::move(done), [which = std::move(which), master](pqxx::transaction_base& query) {
            return past_post_of(query, which, master);
        });
}

void reader::list_voids(std::string after, std::size_t most,
                        callback<std::vector<engine::listed_void>> done) {
    pool_->ask<std::vector<engine::listed_void>>(
        std::move(done), [after = std::move(after), most](pqxx::transaction_base& query) {
            return voids_of(query, after, most);
        });
}

void reader::list_untold(std::string after, std::int32_t most_notices, std::size_t most,
                         const base::secret_key& master,
                         callback<std::vector<engine::untold_void>> done) {
    pool_->ask<std::vector<engine::untold_void>>(
        std::move(done),
        [after = std::move(after), most_notices, most, master](pqxx::transaction_base& query) {
            return untold_of(query, after, most_notices, most, master);
        });
}

void reader::list_returned(base::wall_time now, std::optional<engine::returned_place> after,
                           std::size_t most, callback<std::vector<engine::returned_lead>> done) {
    pool_->ask<std::vector<engine::returned_lead>>(
        std::move(done), [now, after, most](pqxx::transaction_base& query) {
            return returned_leads(query, now, after, most);
        });
}

}  // namespace pointsman::postgres
