#pragma once

#include <pointsman/base/ids.hpp>
#include <pointsman/base/money.hpp>
#include <pointsman/base/result.hpp>
#include <pointsman/base/time.hpp>
#include <pointsman/journal/record.hpp>

#include <cstdint>
#include <string>
#include <vector>

// What a starting server must know of the time before. The calls open a connection of their own and
// block; the error is what PostgreSQL said.
namespace pointsman::postgres {

// Sales of one order, and posts that may yet be sales, in the window that began at `since`;
// wall_time::min() counts from the beginning of time.
struct usage_question {
    std::string order;
    base::wall_time since;
};

struct sales_so_far {
    std::int64_t count = 0;
    base::money spend;  // prices
};

// One answer for each question, in order. Test leads are not counted.
base::result<std::vector<sales_so_far>, std::string> sales_since(
    const std::string& url, const std::vector<usage_question>& questions);

// A lead that an earlier epoch received and did not finish.
struct unfinished_lead {
    base::lead_id id;
    base::wall_time at;
    std::string seller;
    std::string vertical;
    std::string tree;
    bool test = false;
    base::digest plan_hash{};
    base::bytes wrapped_key;
    std::vector<journal::posting>
        postings;       // where a buyer may hold the lead; in order of walk and attempt
    bool held = false;  // it has a `pending` outcome: a post whose answer is unknown
};

// Those received since `since` by epochs of `node` before `epoch` and without a final outcome,
// oldest first.
base::result<std::vector<unfinished_lead>, std::string> unfinished_leads(const std::string& url,
                                                                         const std::string& node,
                                                                         std::int32_t epoch,
                                                                         base::wall_time since);

}  // namespace pointsman::postgres
