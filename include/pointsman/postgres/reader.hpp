#pragma once

#include <pointsman/base/crypto.hpp>
#include <pointsman/base/ids.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/duplicate/judge.hpp>
#include <pointsman/engine/post_archive.hpp>
#include <pointsman/engine/resale_archive.hpp>
#include <pointsman/journal/record.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace pointsman::postgres {

// What the journal knows of a lead, as its seller may ask.
struct no_such_lead {};  // unknown, or another seller's: indistinguishable on purpose

struct still_running {};  // received, no outcome yet

struct turned_away {
    std::string reason;
    std::string problems_json;
};

struct answered {
    std::string status;         // of the latest outcome; "pending" when a post's answer is unknown
    base::bytes answer_sealed;  // under the lead's key
    base::bytes wrapped_key;    // the lead's key under the master key; empty when it was erased
};

using stored_answer = std::variant<no_such_lead, still_running, turned_away, answered>;

// That a buyer gave a sale back, and what came of it.
struct stored_return {
    std::int32_t slot = 0;
    base::wall_time at;  // of the request
    std::string buyer;
    std::string reason;
    std::string decision;  // accepted refused; empty: an operator has not decided
    std::optional<base::wall_time> decided_at;
    std::string bears;                            // seller network; empty unless accepted
    std::string because;                          // why the network
    std::optional<base::wall_time> resell_until;  // when it is, or was, to be sold again
    std::optional<base::lead_id> resold_as;
};

// Everything that is stored about a lead, in the order in which it happened.
struct timeline {
    std::optional<journal::received> received;
    std::optional<journal::refused> refused;
    std::vector<journal::posting> postings;
    std::vector<journal::outcome>
        outcomes;  // each with its candidates, attempts, sale and ledger entries
    std::vector<journal::late_reply> late_replies;
    std::vector<journal::void_answer> void_answers;
    std::vector<journal::follow_up> follow_ups;
    std::vector<journal::follow_up_end> follow_up_ends;
    std::vector<journal::untaken_accept> untaken_accepts;
    std::vector<stored_return> returns;
};

struct reader_settings {
    std::string url;
    std::size_t threads = 2;  // one connection each
    std::size_t queue = 256;  // questions waiting; more are answered with a failure at once
    base::duration connect_timeout = std::chrono::seconds(2);
    base::duration statement_timeout = std::chrono::seconds(5);
};

struct read_failure {
    std::string what;
};

// Looks things up for sellers and operators, away from the writer's connection. The callbacks are
// called on the reader's own threads, or within the call itself when the queue is full. They must
// not block or throw.
class reader {
public:
    template <class Answer>
    using callback = std::function<void(base::result<Answer, read_failure>)>;

    // Does not connect yet: that happens with the first question.
    explicit reader(const reader_settings& how);
    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;

    // Fails the questions still waiting, waits for those being answered.
    ~reader();

    void find_answer(std::string seller, base::lead_id id, callback<stored_answer> done);

    // What has happened since then to leads with one of these keys, `besides` itself left out;
    // buyers' groups are left empty. Finds what was durable when it was called, so it is called
    // after duplicate::claims::arrive.
    void find_past_events(std::vector<base::digest> keys, base::wall_time since,
                          base::lead_id besides, callback<std::vector<duplicate::past_event>> done);

    // For operators: whoever's lead it is. Nothing in it when the id is unknown.
    void find_timeline(base::lead_id id, callback<timeline> done);

    // The same parts of it one by one, and lists of them (engine::post_archive,
    // engine::resale_archive).
    void find_received(base::lead_id id, callback<std::optional<journal::received>> done);
    void find_post(engine::named_post which, const base::secret_key& master,
                   callback<std::optional<engine::past_post>> done);
    void list_voids(std::string after, std::size_t most,
                    callback<std::vector<engine::listed_void>> done);
    void list_untold(std::string after, std::int32_t most_notices, std::size_t most,
                     const base::secret_key& master,
                     callback<std::vector<engine::untold_void>> done);
    void list_returned(base::wall_time now, std::optional<engine::returned_place> after,
                       std::size_t most, callback<std::vector<engine::returned_lead>> done);

private:
    class pool;
    std::unique_ptr<pool> pool_;
};

}  // namespace pointsman::postgres
