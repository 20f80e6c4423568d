#include "market.hpp"

#include <support/child_process.hpp>
#include <support/eventually.hpp>

#include <pointsman/base/clock.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <csignal>

namespace pointsman::integration {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using support::http_answer;
using testing::HasSubstr;
using testing::Not;

constexpr const char* overrides_path = "/v1/admin/overrides";

class overrides : public market {
protected:
    void start_with(const std::string& caps = {}) {
        buyers_.on("/plainview/ping", support::bid("15.00"));
        add_buyer(buyer_setup{.name = "northstar", .caps = caps});
        add_buyer("plainview");
        start();
    }

    static std::string in(base::duration ahead) {
        return base::to_rfc3339(base::system_clock().now().wall + ahead);
    }

    static json pause_northstar(base::duration ahead = 1h) {
        return {{"kind", "pause"},
                {"order", "northstar"},
                {"until", in(ahead)},
                {"by", "ada"},
                {"reason", "their system is down"}};
    }

    // For northstar's cap on sales per that period.
    static json one_more_sale(const std::string& per) {
        json more = pause_northstar();
        more["kind"] = "cap";
        more["on"] = "sale";
        more["per"] = per;
        more["extra_count"] = 1;
        return more;
    }

    http_answer admin(const std::string& path, const json& body = nullptr) {
        support::http_headers headers{{"Authorization", std::string("Bearer ") + admin_key}};
        if (!body.is_null()) headers["Content-Type"] = "application/json";
        const auto answer =
            support::exchange(server().admin_port(),
                              support::request_text(body.is_null() ? "GET" : "POST", path, headers,
                                                    body.is_null() ? "" : body.dump()));
        if (answer) return *answer;
        ADD_FAILURE() << "no answer to " << path;
        return {};
    }

    // Makes one, which must be taken; its id.
    std::string make(const json& body) {
        const http_answer made = admin(overrides_path, body);
        EXPECT_EQ(made.status, 200) << made.body;
        return json::parse(made.body).value("id", "");
    }

    http_answer end(const std::string& id) {
        return admin(std::string(overrides_path) + "/" + id + "/end",
                     {{"by", "ada"}, {"reason", "it is up again"}});
    }

    // Why northstar had the next lead, or not.
    std::string reason() { return reasons_of(sell().at("lead_id")).at("northstar"); }

    json listed(const std::string& query = {}) {
        const http_answer list = admin(overrides_path + query);
        EXPECT_EQ(list.status, 200) << list.body;
        return json::parse(list.body).at("overrides");
    }
};

TEST_F(overrides, pause_an_order_at_once_until_they_are_ended) {
    start_with();
    EXPECT_EQ(reason(), "sold");
    const std::string id = make(pause_northstar());
    const std::string lead = sell().at("lead_id");
    EXPECT_EQ(reasons_of(lead).at("northstar"), "paused");
    EXPECT_THAT(database_.value("select detail from candidate where reason = 'paused'"),
                HasSubstr("override " + id + ": their system is down, by ada until "));
    for (int i = 0; i < 8; ++i) EXPECT_EQ(reason(), "paused") << "on every thread";
    EXPECT_EQ(end(id).status, 200);
    for (int i = 0; i < 8; ++i) EXPECT_EQ(reason(), "sold");
    EXPECT_EQ(end(id).status, 409);
    EXPECT_EQ(database_.value("select ended_by from override_end"), "ada");
}

TEST_F(overrides, survive_a_kill_and_a_graceful_restart) {
    start_with();
    const std::string id = make(pause_northstar());
    kill();
    start();
    EXPECT_EQ(reason(), "paused");
    stop();
    start();
    EXPECT_EQ(reason(), "paused");
    EXPECT_EQ(end(id).status, 200);
    stop();
    start();
    EXPECT_EQ(reason(), "sold") << "so does their end";
}

// The override is in force when it is answered, and over some seconds later.
TEST_F(overrides, expire_by_themselves) {
    start_with();
    const auto over_at = std::chrono::steady_clock::now() + 3s;
    make(pause_northstar(3s));
    const std::string first = reason();
    if (std::chrono::steady_clock::now() < over_at) EXPECT_EQ(first, "paused");
    EXPECT_TRUE(support::eventually([&] { return reason() == "sold"; }));
    EXPECT_EQ(listed("?state=active").size(), 0U);
    ASSERT_EQ(listed().size(), 1U);
    EXPECT_EQ(listed()[0].at("state"), "over");
}

TEST_F(overrides, change_the_caps_of_a_sellers_program) {
    folder_.write("sellers/acme.yaml",
                  "seller: acme\nkeys: [\"${env:acme_key}\"]\n"
                  "programs: {auto: {tree: main, payout: {percent: 80}, "
                  "caps: [{on: sale, per: day, count: 100}]}}\n");
    start_with();
    EXPECT_EQ(reason(), "sold");
    json none = pause_northstar();
    none.erase("order");
    none["kind"] = "cap";
    none["seller"] = "acme";
    none["vertical"] = "auto";
    none["on"] = "sale";
    none["per"] = "day";
    none["limit_count"] = 1;
    const std::string id = make(none);
    EXPECT_EQ(reason(), "cap_count");
    EXPECT_EQ(listed()[0].at("vertical"), "auto");
    kill();
    start();
    EXPECT_EQ(reason(), "cap_count");
    EXPECT_EQ(end(id).status, 200);
    EXPECT_EQ(reason(), "sold");
}

TEST_F(overrides, give_a_cap_more_room) {
    start_with("[{on: sale, per: total, count: 1}]");
    EXPECT_EQ(reason(), "sold");
    EXPECT_EQ(reason(), "cap_count");
    json more = one_more_sale("total");
    make(more);
    EXPECT_EQ(reason(), "sold");
    EXPECT_EQ(reason(), "cap_count");
    stop();
    start();
    EXPECT_EQ(reason(), "cap_count") << "one configured, one extra, two sold";
    more.erase("extra_count");
    more["limit_count"] = 2;
    make(more);
    EXPECT_EQ(reason(), "sold") << "two instead of one, and the extra";
    EXPECT_EQ(reason(), "cap_count");
}

TEST_F(overrides, pause_a_buyer_and_a_seller_and_resume_what_the_file_pauses) {
    buyers_.on("/plainview/ping", support::bid("15.00"));
    add_buyer(buyer_setup{.name = "northstar", .paused = true});
    add_buyer("plainview");
    start();
    json resume = pause_northstar();
    resume["kind"] = "resume";
    make(resume);
    EXPECT_EQ(reason(), "sold");
    json buyer = pause_northstar();
    buyer.erase("order");
    buyer["buyer"] = "northstar";
    make(buyer);
    EXPECT_EQ(reason(), "paused");
    json seller = pause_northstar();
    seller.erase("order");
    seller["seller"] = "acme";
    const std::string id = make(seller);
    const json answer = sell();
    EXPECT_EQ(answer.at("status"), "rejected");
    EXPECT_EQ(answer.at("reason"), "seller_paused");
    EXPECT_EQ(end(id).status, 200);
    EXPECT_EQ(sell().at("status"), "sold");
}

TEST_F(overrides, say_what_is_wrong_with_a_request) {
    start_with();
    json wrong = pause_northstar();
    wrong["order"] = "southstar";
    wrong.erase("by");
    const http_answer refused = admin(overrides_path, wrong);
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(json::parse(refused.body).at("errors").size(), 2U) << refused.body;
    EXPECT_EQ(admin(std::string(overrides_path) + "?page=2").status, 422);
    EXPECT_EQ(end("7").status, 404);
    EXPECT_EQ(end("0192f000-0000-7000-8000-000000000001").status, 404);
    EXPECT_EQ(admin(std::string(overrides_path) + "/7", pause_northstar()).status, 404);
    EXPECT_EQ(ask_admin("GET", overrides_path, acme_key).status, 401);
    EXPECT_EQ(ask_admin("DELETE", overrides_path).status, 405);
    EXPECT_EQ(ask_admin("POST", overrides_path).status, 415);
    EXPECT_EQ(count("override"), 0U);
}

TEST_F(overrides, with_an_id_of_the_callers_are_made_once) {
    start_with();
    json mine = pause_northstar();
    mine["id"] = "0192f000-0000-7000-8000-000000000001";
    EXPECT_EQ(json::parse(admin(overrides_path, mine).body).at("new"), true);
    EXPECT_EQ(json::parse(admin(overrides_path, mine).body).at("new"), false);
    mine["reason"] = "another";
    EXPECT_EQ(admin(overrides_path, mine).status, 409);
    EXPECT_EQ(count("override"), 1U);
    EXPECT_EQ(listed("?state=active").size(), 1U);
}

class check_command : public overrides {
protected:
    // What `pointsman check` prints with this database; run fails where it finds a mistake.
    std::string check(const std::string& url) {
        return support::run({POINTSMAN_PROGRAM, "check", folder_.path().string()},
                            {{"DATABASE_URL", url},
                             {"PERSONAL_KEY", "personal-data-key-of-the-tests-00001"},
                             {"ADMIN_KEY", admin_key},
                             {"acme_key", acme_key},
                             {"zenith_key", zenith_key}});
    }
};

TEST_F(check_command, shows_the_overrides) {
    start_with();
    EXPECT_THAT(check(database_.server_url()), HasSubstr("\noverrides: none\n"));
    const std::string id = make(pause_northstar());
    const std::string text = check(database_.server_url());
    EXPECT_THAT(text, HasSubstr("\noverride: pause order northstar, until "));
    EXPECT_THAT(text, HasSubstr(", by ada: their system is down (" + id + ")\n"));
    folder_.remove("buyers/northstar.yaml");
    EXPECT_THAT(check(database_.server_url()), HasSubstr("; this folder has no such order\n"));
}

TEST_F(check_command, tells_where_the_cap_of_an_override_is_gone) {
    start_with("[{on: sale, per: day, count: 1}]");
    make(one_more_sale("day"));
    EXPECT_THAT(check(database_.server_url()), Not(HasSubstr("no such cap")));
    add_buyer("northstar");
    EXPECT_THAT(check(database_.server_url()),
                HasSubstr("; in this folder the order has no such cap\n"));
}

TEST_F(check_command, does_without_a_database) {
    add_buyer("northstar");
    EXPECT_THAT(check("postgresql://nobody@127.0.0.1:1/nowhere"),
                HasSubstr("overrides: not shown, the database cannot be read: "));
    EXPECT_THAT(check(""), HasSubstr("overrides: not shown, the database's URL is not set\n"));
}

// Hours that begin or end an hour away from now, in UTC: 90210 stands for wherever that is.
class calling_hours : public overrides {
protected:
    void write_hours(bool open, const char* outside) {
        const auto now = std::chrono::floor<std::chrono::minutes>(base::system_clock().now().wall);
        const auto minute = (now - std::chrono::floor<std::chrono::days>(now)).count();
        const auto text = [](auto at) { return fmt::format("{:02}:{:02}", at / 60, at % 60); };
        const bool is_early = minute < 12 * 60;
        const auto from = open ? 0 : is_early ? minute + 60 : 0;
        const auto to = open || is_early ? 24 * 60 : minute - 60;
        folder_.write("lists/zips.csv", "zip,zone\n90001-90899,UTC\n");
        folder_.write("lists/codes.csv", "area_code,state,zone\n310,CA,UTC\n");
        folder_.write(
            "verticals/auto.yaml",
            vertical_yaml() + fmt::format("contact_hours: {{zone: lead, from: \"{}\", to: \"{}\", "
                                          "zip_zones: lists/zips.csv, area_code_zones: "
                                          "lists/codes.csv, outside: {}}}\n",
                                          text(from), text(to), outside));
    }
};

TEST_F(calling_hours, refuse_a_lead_that_may_not_be_called_now) {
    write_hours(false, "refuse");
    start_with();
    const json answer = sell();
    EXPECT_EQ(answer.at("status"), "rejected");
    EXPECT_EQ(answer.at("reason"), "quiet_hours");
    EXPECT_EQ(database_.value("select reason from refusal"), "quiet_hours");
    EXPECT_TRUE(buyers_.seen("/ping").empty());
    const json timeline =
        json::parse(admin("/v1/admin/leads/" + answer.at("lead_id").get<std::string>()).body);
    EXPECT_THAT(timeline.at("refused").at("problems").dump(), HasSubstr("in UTC by the ZIP code"));
    // In the morning the same lead is another request.
    write_hours(true, "refuse");
    server().signal(SIGHUP);
    EXPECT_TRUE(support::eventually([&] { return sell().at("status") == "sold"; }));
}

TEST_F(calling_hours, may_be_noted_only) {
    write_hours(false, "accept");
    start_with();
    EXPECT_EQ(sell().at("status"), "sold");
    EXPECT_THAT(database_.value("select candidates from lead"),
                HasSubstr("outside the contact hours"));
}

}  // namespace
}  // namespace pointsman::integration
