#pragma once

#include <mutex>

namespace pointsman::postgres {

// A second handle on the socket of a connection that another thread may hang in. Cutting it makes
// that thread's blocked call fail at once, over TCP and over a Unix socket, without touching
// libpqxx's objects from the outside.
class lifeline {
public:
    lifeline() = default;
    lifeline(const lifeline&) = delete;
    lifeline& operator=(const lifeline&) = delete;
    ~lifeline();

    // Holds a duplicate of `socket` from now on instead of the former one; -1 for none.
    void hold(int socket);

    void cut();

private:
    std::mutex mutex_;
    int socket_ = -1;
};

}  // namespace pointsman::postgres
