#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace pointsman::integration {

// A PostgreSQL cluster for one test alone, so that it can be stopped without disturbing others.
class own_cluster {
public:
    own_cluster();
    ~own_cluster();
    own_cluster(const own_cluster&) = delete;
    own_cluster& operator=(const own_cluster&) = delete;

    // Of its owner role.
    const std::string& url() const { return url_; }

    // Stops all its processes where they are (SIGSTOP): connections stay open, nothing is answered.
    void freeze();
    void thaw();

private:
    std::string dev_db(const std::string& command) const;

    std::filesystem::path base_;
    std::string url_;
    std::vector<pid_t> frozen_;
};

}  // namespace pointsman::integration
