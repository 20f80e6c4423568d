#pragma once

#include "database.hpp"
#include "world.hpp"

#include <pointsman/engine/resale.hpp>
#include <pointsman/engine/served.hpp>
#include <pointsman/engine/unknown_posts.hpp>
#include <pointsman/journal/record.hpp>
#include <pointsman/plan/plan.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pointsman::sim {

// What a buyer did with a full lead that it read.
enum class verdict { accepts, rejects, nothing };

struct post_truth {
    std::string order;
    base::steady_time sent;
    verdict said = verdict::nothing;
    std::optional<base::money> named = {};  // the price in its accept
    bool by_repost = false;                 // the first that it read was a re-post
};

// A call about a post whose walk has ended, as it leaves.
struct follow_up_call {
    server_life by;
    journal::follow_up_kind kind = journal::follow_up_kind::status;
    base::lead_id lead;
    std::size_t order = 0;
    std::string offer_id;  // in its header
    std::string body;
};

struct bid_truth {
    base::money price;
    bool in_time = false;  // heard before the ping's time was up
};

// One submission of a seller, copies included.
struct request_truth {
    std::string seller;
    std::string key;  // as the server names it
    int consumer = 0;
    bool test = false;
    std::optional<base::money> min_price;
    std::optional<std::string> final_body;  // of the first 200
    base::lead_id final_lead;
    std::set<int> versions;  // of the plans in force when it came
    bool done = false;
};

// The truth as the world outside of the server knows it (what buyers read and said, what sellers
// were told, what the database holds) and what may never happen, checked against it at every step.
class truth {
public:
    truth(world& in, const database& data) : in_(in), data_(data) {}

    void plan_made(int version, plan::snapshot_pointer plan);

    std::size_t request_planned(request_truth request);

    request_truth& request(std::size_t number) { return requests_.at(number); }

    const std::vector<request_truth>& requests() const { return requests_; }

    // check_leads.cpp: before the record is in the tables.
    void committed(const journal::record& entry);

    // check_buyers.cpp
    void ping_read(const base::lead_id& lead, std::size_t order, int version);
    void bid_made(const base::lead_id& lead, std::size_t order, base::money price);
    void bid_heard(const base::lead_id& lead, std::size_t order, bool in_time);
    void post_read(const base::lead_id& lead, std::size_t order, int version, post_truth reading);
    // By a buyer that answers as it did before.
    void post_read_again(const base::lead_id& lead, const std::string& order, bool by_repost);
    base::money offered_to(const base::lead_id& lead, std::size_t order) const;
    // What an operator hears who asks the buyer.
    bool has_accepted(const base::lead_id& lead, const std::string& order) const;

    bool has_refused(const base::lead_id& lead, const std::string& order) const;

    // check_follow_ups.cpp. Whether a buyer knows a post again by its offer id.
    bool knows_again(std::size_t order) const;
    void post_leaves(const base::lead_id& lead, std::size_t order, const std::string& body);
    void follow_up_leaves(const follow_up_call& call);
    void void_notice_read(const base::lead_id& lead, const std::string& order);
    // A server heard that this was committed.
    void heard_durable(owner by, const journal::record& entry);
    // A buyer's own word will settle the post under this plan, if nothing fails any more.
    bool will_be_answered(const journal::posting& post, const plan::snapshot& plan) const;
    // A buyer is still to be told that its accept is void.
    bool owes_notice(const plan::snapshot& plan) const;

    // check_prices.cpp: what an accepted post is sold for by what its buyer said, reckoned apart
    // from the product; nothing where the price that it named cannot be taken.
    std::optional<base::money> due_price(const journal::posting& post) const;
    std::int64_t due_payout(const base::lead_id& lead, base::money price) const;
    std::optional<base::money> named_by(const base::lead_id& lead, const std::string& order) const;

    // check_answers.cpp
    void told(std::size_t request, const engine::served& answer, base::duration elapsed);
    void polled(std::size_t request, const base::lead_id& id, const std::string& final_body);

    // check_caps.cpp: when no lead is under way and the journal is idle. `began` is when
    // the server did: it knows nothing of windows that were over by then.
    void calm(const plan::snapshot& plan, const engine::unknown_posts& open, base::wall_time began);
    void at_the_end();
    // check_leads.cpp
    void given_back(const base::lead_id& id);
    // check_resales.cpp: by a server with the plan of this version.
    void resale_begins(const base::lead_id& returned, int version);
    void resale_ended(const base::lead_id& returned, engine::resale_end how);
    bool owes_resale() const;
    // Every seller knows the end of its leads, as far as they can be known.
    bool all_done() const;

private:
    bool has_said(verdict what, const base::lead_id& lead, const std::string& order) const;

    struct lead_truth {
        std::size_t request = 0;
        int version = 0;
        std::vector<post_truth> posts;
        std::map<std::size_t, bid_truth> bids;
        std::map<std::string, int> posts_read;      // of walks, by order
        std::map<std::string, std::string> bodies;  // of the first post, by order
    };

    void note_post(const std::string& order, bool by_repost, lead_truth& lead);
    void check_intent(const follow_up_call& call, const lead_rows& lead,
                      const journal::posting& post);
    void check_open(const follow_up_call& call, const lead_rows& lead,
                    const journal::posting& post);
    void check_same_post(const follow_up_call& call, const journal::posting& post);
    void check_void_notice(const follow_up_call& call, const lead_rows& lead,
                           const journal::posting& post);
    void check_settled_by_follow_up(const journal::outcome& what);

    void check_resale(const base::lead_id& id, const journal::sale_key& of) const;
    void check_never_had(const base::lead_id& id, const std::string& buyer) const;
    std::optional<base::money> min_price_of(const base::lead_id& lead) const;
    bool is_paid_already(const base::lead_id& lead) const;
    bool is_resale_of_one_another(const base::lead_id& one, const base::lead_id& two) const;
    void check(const journal::received& what);
    void check(const journal::refused& what);
    void check(const journal::posting& what);
    void check(const journal::outcome& what);
    void check(const journal::follow_up& what);
    void check(const journal::follow_up_end& what);
    void check(const journal::void_answer& what);
    void check_sale(const journal::outcome& what, const lead_rows& known);
    void check_price(const journal::outcome& what, const journal::posting& post);
    bool is_same_consumer(std::size_t request, const lead_truth& other) const;
    void check_unsold(const journal::outcome& what, const lead_rows& known);
    void final_answer(std::size_t request, const base::lead_id& id, const std::string& body);
    struct owned_cap;
    std::vector<owned_cap> caps_of(const plan::snapshot& plan) const;
    void check_cap(const owned_cap& cap, std::int64_t most, const engine::unknown_posts& open,
                   base::wall_time began) const;
    void check_accounts(const plan::snapshot& plan, const engine::unknown_posts& open) const;
    bool is_set_aside(std::size_t request) const;
    bool counts(const plan::conditional_cap& cap, const lead_rows& lead) const;
    std::optional<std::string> owner_of(const base::lead_id& id) const;
    const plan::order& order_named(const std::string& name, int version) const;

    world& in_;
    const database& data_;
    std::map<int, plan::snapshot_pointer> plans_;
    std::map<base::digest, int> versions_;
    std::vector<request_truth> requests_;
    std::map<base::lead_id, lead_truth> leads_;
    std::map<base::lead_id, std::set<int>> resale_versions_;  // the plans in force then
    std::set<base::lead_id> resold_later_;  // whom nobody could have when it was last tried

    // By offer id, kind and the epoch of the server.
    std::map<std::tuple<std::string, journal::follow_up_kind, std::int32_t>, std::size_t>
        follow_ups_made_;
    std::map<base::lead_id, std::int32_t> ended_in_;  // the epoch that settled it
    std::set<std::pair<owner, base::lead_id>> ends_heard_;
    std::map<std::pair<base::lead_id, std::string>, std::int32_t> told_in_;
    std::set<std::tuple<owner, base::lead_id, std::string>> tellings_heard_;
    std::set<std::pair<base::lead_id, std::string>> notices_read_;
};

}  // namespace pointsman::sim
