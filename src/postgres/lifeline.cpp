#include "lifeline.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pointsman::postgres {

lifeline::~lifeline() {
    hold(-1);
}

void lifeline::hold(int socket) {
    const std::lock_guard lock(mutex_);
    if (socket_ >= 0) ::close(socket_);
    // A duplicate, because libpq may close its own at any time and the number be given to somebody
    // else.
    socket_ = socket >= 0 ? ::fcntl(socket, F_DUPFD_CLOEXEC, 0) : -1;
}

void lifeline::cut() {
    const std::lock_guard lock(mutex_);
    if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
}

}  // namespace pointsman::postgres
