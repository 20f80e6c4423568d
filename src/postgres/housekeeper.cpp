#include "housekeeper.hpp"

#include <pqxx/transaction>
#include <utility>

#include "connection.hpp"

namespace pointsman::postgres {

namespace {

constexpr auto between_rounds = std::chrono::hours(1);

}  // namespace

void ensure_partitions(pqxx::connection& connection, int days_ahead) {
    pqxx::work transaction(connection);
    // The locks it takes hold up the writer: rather try again in an hour than wait for a long
    // report to end.
    transaction.exec0("set local lock_timeout = '1s'");
    transaction.exec_params1("select ensure_partitions($1)", days_ahead);
    transaction.commit();
}

housekeeper::housekeeper(std::string url, int days_ahead,
                         std::function<void(const std::string&)> failed)
    : url_(std::move(url)),
      days_ahead_(days_ahead),
      failed_(std::move(failed)),
      thread_([this] { keep_house(); }) {}

housekeeper::~housekeeper() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void housekeeper::keep_house() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, between_rounds, [this] { return stopping_; })) {
        lock.unlock();
        try {
            ensure_partitions(*connect(url_, {.application = "pointsman housekeeper"}),
                              days_ahead_);
        } catch (const std::exception& error) {
            if (failed_) failed_(message_of(error));
        }
        lock.lock();
    }
}

}  // namespace pointsman::postgres
