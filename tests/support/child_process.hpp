#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pointsman::support {

// A program that runs beside the test, its standard output and error in one file. It never outlives
// the thread that started it.
class child_process {
public:
    // `words` are the program's full path and its arguments; `environment` is added to our own.
    child_process(const std::vector<std::string>& words,
                  const std::map<std::string, std::string>& environment,
                  std::filesystem::path output);
    ~child_process();  // kills what still runs
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    void signal(int number) const;

    // Its exit code, 128 + n when signal n ended it, nothing when it still runs after `bound`.
    std::optional<int> wait(std::chrono::milliseconds bound);

    bool running() { return !wait(std::chrono::milliseconds(0)); }

    pid_t id() const { return id_; }

    std::string output() const;

private:
    pid_t id_ = -1;
    std::optional<int> ended_;
    std::filesystem::path output_;
};

// Runs a program to its end and returns what it printed; throws std::runtime_error with that when
// it fails or takes longer than a minute.
std::string run(const std::vector<std::string>& words,
                const std::map<std::string, std::string>& environment = {});

}  // namespace pointsman::support
