#include <pointsman/app/commands.hpp>

#include "application.hpp"
#include "logging.hpp"
#include "overrides.hpp"
#include "restored_caps.hpp"

#include <pointsman/postgres/migrations.hpp>
#include <pointsman/postgres/plans.hpp>
#include <pointsman/postgres/store.hpp>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <ostream>
#include <utility>
#include <vector>

namespace pointsman::app {
namespace {

void print(const std::vector<yaml::problem>& problems, std::ostream& out) {
    for (const yaml::problem& one : problems) out << yaml::to_text(one) << '\n';
}

postgres::store_watcher logging_watcher() {
    postgres::store_watcher watcher;
    watcher.connection_lost = [](const std::string& what) {
        log(log_level::warning, "database_connection_lost", {{"what", what}});
    };
    watcher.stalled = [] { log(log_level::error, "database_stalled"); };
    watcher.recovered = [] { log(log_level::info, "database_recovered"); };
    watcher.poisoned = [](const std::string& kind, base::lead_id id, const std::string& sqlstate,
                          const std::string& what) {
        log(log_level::error, "record_poisoned",
            {{"kind", kind}, {"lead_id", to_text(id)}, {"sqlstate", sqlstate}, {"what", what}});
    };
    // Nothing of this process will ever be written again: it has no business to go on.
    watcher.fenced = [] {
        log(log_level::error, "fenced_by_a_newer_epoch");
        ::kill(::getpid(), SIGTERM);
    };
    watcher.partitions_failed = [](const std::string& what) {
        log(log_level::error, "partitions_failed", {{"what", what}});
    };
    return watcher;
}

std::string advice(const postgres::open_failure& failure) {
    switch (failure.why) {
        case postgres::open_failure::kind::unreachable:
            return "PostgreSQL cannot be reached as `database` in server.yaml says: ";
        case postgres::open_failure::kind::not_migrated:
            return "the database needs `pointsman migrate --database OWNER_URL` first: ";
        case postgres::open_failure::kind::in_use:
            return "another pointsman serves on this database: ";
    }
    return {};
}

}  // namespace

int serve(const std::filesystem::path& folder, std::ostream& out) {
    auto counters = std::make_unique<cap::book>();
    auto loaded = load_folder(folder, *counters, yaml::purpose::serve);
    if (!loaded) {
        print(loaded.error(), out);
        return 1;
    }
    print(loaded->warnings, out);
    start_logging(loaded->settings.log_level);

    const base::system_clock clock;
    const std::string& url = loaded->settings.database_url;
    auto store =
        postgres::store::open(postgres::settings_of(loaded->settings), clock, logging_watcher());
    if (!store) {
        out << advice(store.error()) << store.error().what << '\n';
        return 1;
    }
    if (const auto saved = postgres::save_plan(url, loaded->plan->hash, loaded->plan->files);
        !saved) {
        out << "the plan cannot be stored: " << saved.error() << '\n';
        return 1;
    }
    if (const auto restored = restore_caps(*loaded->plan, nullptr, url, clock.now().wall);
        !restored) {
        out << "the caps cannot be restored: " << restored.error() << '\n';
        return 1;
    }
    try {
        application server(folder, std::move(*loaded), std::move(counters), std::move(*store));
        return server.run() ? 0 : 1;
    } catch (const std::exception& failed) {
        out << failed.what() << '\n';
        return 1;
    }
}

int check(const std::filesystem::path& folder, std::ostream& out) {
    cap::book counters;
    const auto loaded = load_folder(folder, counters, yaml::purpose::check);
    if (!loaded) {
        print(loaded.error(), out);
        const auto errors =
            std::ranges::count(loaded.error(), yaml::severity::error, &yaml::problem::how_bad);
        out << errors << (errors == 1 ? " error\n" : " errors\n");
        return 1;
    }
    print(loaded->warnings, out);
    const plan::snapshot& plan = *loaded->plan;
    out << folder.string() << ": good: " << plan.verticals.size() << " verticals, "
        << plan.sellers.size() << " sellers, " << plan.trees.size() << " trees, "
        << plan.buyers.size() << " buyers, " << plan.orders.size() << " orders\n";
    show_overrides(plan, loaded->settings.database_url, base::system_clock().now().wall, out);
    return 0;
}

int migrate(const std::string& owner_url, std::ostream& out) {
    const auto applied = postgres::migrate(owner_url);
    if (!applied) {
        out << "cannot migrate: " << applied.error() << '\n';
        return 1;
    }
    for (const std::string& name : *applied) out << "applied " << name << '\n';
    if (applied->empty()) out << "nothing to do: the schema is up to date\n";
    return 0;
}

}  // namespace pointsman::app
