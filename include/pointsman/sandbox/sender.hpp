#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/sandbox/generator.hpp>
#include <pointsman/sandbox/send_report.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace pointsman::sandbox {

struct sender_options {
    std::string url;  // "http://127.0.0.1:8080"
    std::uint64_t leads = 0;
    double rate = 0;                          // leads a second; 0: as fast as the answers come
    std::size_t concurrency = 16;             // connections; a lead waits for a free one
    std::map<std::string, std::string> keys;  // by seller
    std::filesystem::path log;                // a JSON line an answer, appended
};

// Sends leads number 0, 1, 2... each once: a 503 or a broken connection is written down and the
// lead counts as not taken, because another try could sell it twice. Blocks until all are answered.
// Fails when the address or the log is of no use; what happens to single leads is in the report.
base::result<send_report, std::string> send_leads(const generator& leads,
                                                  const sender_options& options);

}  // namespace pointsman::sandbox
