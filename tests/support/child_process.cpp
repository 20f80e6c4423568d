#include <support/child_process.hpp>
#include <support/eventually.hpp>
#include <support/temp_folder.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <utility>

namespace pointsman::support {

namespace {

using texts = std::vector<std::string>;

texts with_own_environment(std::map<std::string, std::string> added) {
    for (char** one = environ; *one != nullptr; ++one) {
        const std::string text = *one;
        const std::size_t middle = text.find('=');
        if (middle != std::string::npos)
            added.emplace(text.substr(0, middle), text.substr(middle + 1));
    }
    texts all;
    for (const auto& [name, value] : added) all.push_back(fmt::format("{}={}", name, value));
    return all;
}

std::vector<char*> pointers_to(texts& all) {
    std::vector<char*> pointers;
    for (std::string& one : all) pointers.push_back(one.data());
    pointers.push_back(nullptr);
    return pointers;
}

// After fork: only calls that are safe between threads.
[[noreturn]] void become(char* const* words, char* const* environment, int output) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execve(words[0], words, environment);
    ::_exit(127);
}

}  // namespace

child_process::child_process(const texts& words,
                             const std::map<std::string, std::string>& environment,
                             std::filesystem::path output)
    : output_(std::move(output)) {
    texts own_words = words;
    texts own_environment = with_own_environment(environment);
    const auto word_pointers = pointers_to(own_words);
    const auto environment_pointers = pointers_to(own_environment);
    const int file = ::open(output_.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) throw std::runtime_error("cannot write " + output_.string());
    id_ = ::fork();
    if (id_ == 0) become(word_pointers.data(), environment_pointers.data(), file);
    ::close(file);
    if (id_ < 0) throw std::runtime_error("cannot start " + words.front());
}

child_process::~child_process() {
    if (ended_) return;
    signal(SIGKILL);
    wait(std::chrono::seconds(10));
}

void child_process::signal(int number) const {
    if (!ended_) ::kill(id_, number);
}

std::optional<int> child_process::wait(std::chrono::milliseconds bound) {
    eventually(
        [this] {
            int status = 0;
            if (!ended_ && ::waitpid(id_, &status, WNOHANG) == id_)
                ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            return ended_.has_value();
        },
        bound);
    return ended_;
}

std::string child_process::output() const {
    return file_text(output_);
}

std::string run(const texts& words, const std::map<std::string, std::string>& environment) {
    const temp_folder scratch;
    child_process child(words, environment, scratch.path() / "output");
    const auto ended = child.wait(std::chrono::minutes(1));
    if (ended == 0) return child.output();
    throw std::runtime_error(
        fmt::format("{}: {}", fmt::join(words, " "),
                    ended ? fmt::format("exit code {}: {}", *ended, child.output())
                          : std::string("still running after a minute")));
}

}  // namespace pointsman::support
