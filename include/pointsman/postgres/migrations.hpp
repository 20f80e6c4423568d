#pragma once

#include <pointsman/base/result.hpp>

#include <string>
#include <vector>

namespace pointsman::postgres {

// The role that the server connects as: it may read and add, never change or remove.
inline constexpr const char* server_role = "pointsman_server";

struct migration {
    int version = 0;
    std::string name;  // "initial"
    std::string sql;
};

// Those built into this program, in order, numbered from 1 without gaps.
const std::vector<migration>& migrations();

// Brings the schema up to date as its owner: every missing migration in a transaction of its own,
// under a lock that makes a second migrate wait. Makes the role pointsman_server (LOGIN) if it is
// missing and sets its password if one is given. Returns the names of the migrations applied, none
// when there was nothing to do; or why it could not be done, the failed migration rolled back.
// Blocks.
base::result<std::vector<std::string>, std::string> migrate(
    const std::string& owner_url, const std::string& server_password = {});

}  // namespace pointsman::postgres
