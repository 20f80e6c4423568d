#pragma once

#include <pointsman/base/clock.hpp>
#include <pointsman/base/crypto.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/engine/back_office.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace pointsman::postgres {

struct back_office_settings {
    std::string url;            // of the restricted role pointsman_server
    std::string node = "main";  // as the store's
    std::int32_t epoch = 0;     // the store's: what a fenced server asks for is refused
    base::secret_key master_key{};
    std::size_t threads = 2;  // one connection each
    std::size_t queue = 256;  // waiting; more are answered with a failure at once
    std::size_t statement_lines = 100'000;
    base::duration connect_timeout = std::chrono::seconds(2);
    base::duration statement_timeout = std::chrono::seconds(8);
};

// Returns, deposits, statements, erasures and overrides on PostgreSQL. Whatever writes is one
// transaction which begins with a batch row, as the store's do. A commit whose answer is lost is
// settled by that row within the call. Returns are judged one after the other, under a lock of the
// database's, so that no share is exceeded by two at once.
class back_office final : public engine::back_office {
public:
    // Does not connect yet. `clock` outlives the office; it dates batch ids, nothing else.
    back_office(const back_office_settings& how, const base::clock& clock);
    back_office(const back_office&) = delete;
    back_office& operator=(const back_office&) = delete;

    // Fails what is still waiting, waits for what is being done.
    ~back_office() override;

    void record_return(engine::return_request what, callback<engine::return_answer> done) override;
    void decide_return(engine::return_judgement what,
                       callback<engine::return_answer> done) override;
    void list_waiting_returns(callback<std::vector<engine::waiting_return>> done) override;
    void record_deposit(engine::deposit what, callback<engine::deposit_answer> done) override;
    void make_statement(engine::statement_question what,
                        callback<engine::statement_answer> done) override;
    void erase(engine::erasure what, callback<engine::erased> done) override;
    void record_override(plan::standing_override what,
                         callback<engine::override_answer> done) override;
    void end_override(engine::override_ending what,
                      callback<engine::override_answer> done) override;
    void list_overrides(engine::override_question what,
                        callback<engine::override_page> done) override;

private:
    class desks;
    std::unique_ptr<desks> desks_;
};

}  // namespace pointsman::postgres
