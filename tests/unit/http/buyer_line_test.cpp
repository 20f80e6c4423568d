#include "line_fixture.hpp"

#include <atomic>
#include <future>
#include <vector>

namespace pointsman::http::testing {
namespace {

using namespace std::chrono_literals;

// Long enough to be sure that something was sent, short enough to wait for.
constexpr base::duration soon = 3s;

class buyer_line_test : public line_fixture {};

TEST_F(buyer_line_test, sends_a_request_and_takes_the_reply) {
    std::promise<std::string> asked;
    scripted_peer buyer({[&](connection& with) {
        asked.set_value(with.read_message());
        with.send("HTTP/1.1 422 Unprocessable\r\nContent-Length: 3\r\n\r\nbad");
    }});
    const auto result =
        finish(begin(phase::ping, buyer.url("/ping?a=b"), plenty, R"({"zip":"94103"})"));
    const auto& got = std::get<protocol::reply>(result.answer);
    EXPECT_EQ(got.status, 422);
    EXPECT_EQ(got.body, "bad");
    EXPECT_GT(result.ended.steady, base::steady_time());
    const auto request = asked.get_future().get();
    EXPECT_TRUE(request.starts_with("POST /ping?a=b HTTP/1.1\r\nHost: 127.0.0.1:")) << request;
    EXPECT_TRUE(request.ends_with("\r\n\r\n{\"zip\":\"94103\"}")) << request;
}

struct reply_case {
    std::string bytes;  // after which the buyer closes its side
    std::string expected;
};

TEST_F(buyer_line_test, takes_replies_in_every_framing) {
    const std::vector<reply_case> cases = {
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
         "abcde"},
        {"HTTP/1.1 200 OK\r\n\r\nto the end", "to the end"},
        {"HTTP/1.0 200 OK\r\n\r\nold", "old"},
        {"HTTP/1.1 204 No Content\r\n\r\n", ""},
        {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 4\r\n\r\nmove",
         "move"},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + reply("late"),
         "late"},
        {"HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Length: 2\r\n\r\nok", "ok"},
        {reply(std::string("\0\xff", 2)), std::string("\0\xff", 2)},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.bytes);
        scripted_peer buyer({[&](connection& with) {
            with.read_message();
            with.send(each.bytes);
        }});
        EXPECT_EQ(post(buyer.url()), each.expected);
    }
}

TEST_F(buyer_line_test, says_what_is_wrong_with_a_reply) {
    settings_.limits.reply_bytes = 1000;
    settings_.limits.reply_header_bytes = 1000;
    const std::string head = "HTTP/1.1 200 OK\r\n";
    const std::string large(1001, 'a');
    std::string interim;
    for (int i = 0; i < 9; ++i) interim += "HTTP/1.1 102 Processing\r\n\r\n";
    const std::vector<reply_case> cases = {
        {"", "failed: closed without an answer"},
        {"HTTP/1.1 200", "failed: closed in the middle of the reply"},
        {head + "Content-Length: 5\r\n\r\nhel", "failed: closed in the middle of the reply"},
        {head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhe",
         "failed: closed in the middle of the reply"},
        {"HTTP/1.1 100 Continue\r\n\r\n", "failed: closed in the middle of the reply"},
        {"garbage\r\n\r\n", "failed: the reply is not well-formed HTTP/1.1: bad version"},
        {head + "X: " + large, "failed: reply header larger than 1000 bytes"},
        {head + "Content-Length: 1001\r\n\r\n", "failed: reply larger than 1000 bytes"},
        {head + "\r\n" + large, "failed: reply larger than 1000 bytes"},
        {head + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + large,
         "failed: reply larger than 1000 bytes"},
        {head + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", "failed: encoded reply"},
        {head + "Transfer-Encoding: gzip\r\n\r\nx",
         "failed: reply in a transfer coding other than chunked"},
        {"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
         "failed: the buyer switched protocols unasked"},
        {interim + reply("x"), "failed: too many interim replies"},
        {head + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(20'000, 'a'),
         "failed: a line of the reply is too long"},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.bytes.substr(0, 80));
        scripted_peer buyer({[&](connection& with) {
            with.read_message();
            with.send(each.bytes);
            with.end_sending();
            with.read_all();
        }});
        EXPECT_EQ(post(buyer.url()), each.expected);
    }
}

TEST_F(buyer_line_test, takes_a_reply_in_pieces) {
    scripted_peer buyer({[](connection& with) {
        with.read_message();
        const auto bytes = reply("pieces");
        for (const char& byte : bytes) {
            with.send({&byte, 1});
            std::this_thread::sleep_for(1ms);
        }
        with.read_all();
    }});
    EXPECT_EQ(ping(buyer.url()), "pieces");
}

TEST_F(buyer_line_test, a_reset_is_a_failure_that_may_have_been_sent) {
    scripted_peer buyer({[](connection& with) {
        with.read_message();
        with.reset();
    }});
    EXPECT_EQ(post(buyer.url()), "failed: connection lost: Connection reset by peer");
}

TEST_F(buyer_line_test, nobody_listening_is_unsent) {
    EXPECT_EQ(post(dead_url()), "unsent: Connection refused");
    EXPECT_EQ(ping(dead_url()), "unsent: Connection refused");
}

TEST_F(buyer_line_test, what_cannot_be_sent_is_unsent) {
    EXPECT_EQ(post("ftp://buyer.example/"), "unsent: a URL must begin with http:// or https://");
    EXPECT_EQ(post("http://127.0.0.1/\r\nX: y"),
              "unsent: only visible ASCII characters may be in a URL");
    EXPECT_EQ(post("http://10.0.0.1/"),
              "unsent: 10.0.0.1 is a private address and in none of private_networks");
    EXPECT_EQ(post("http://[::ffff:169.254.169.254]/"),
              "unsent: 169.254.169.254 is a link-local address and in none of private_networks");
    EXPECT_EQ(post("http://127.0.0.1:1/", -1s), "unsent: no answer in time");
}

TEST_F(buyer_line_test, gives_up_in_time_on_a_buyer_that_hangs) {
    scripted_peer buyer({[](connection& with) { with.read_all(); }});
    EXPECT_EQ(post(buyer.url(), soon), "failed: no answer in time");
}

TEST_F(buyer_line_test, gives_up_in_time_on_a_buyer_that_drips) {
    std::atomic<bool> stop = false;
    scripted_peer buyer({[&](connection& with) {
        with.read_message();
        with.send("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n");
        while (!stop) {
            with.send("a");
            std::this_thread::sleep_for(5ms);
        }
    }});
    EXPECT_EQ(post(buyer.url(), soon), "failed: no answer in time");
    stop = true;
}

TEST_F(buyer_line_test, gives_up_in_time_on_a_name_that_is_not_found) {
    std::promise<void> go_on;
    resolver_ = [gate = go_on.get_future().share()](const std::string&) -> resolution {
        gate.wait();
        return addresses{boost::asio::ip::make_address("127.0.0.1")};
    };
    EXPECT_EQ(post("http://slow.example/", soon), "unsent: no answer in time");
    go_on.set_value();
}

TEST_F(buyer_line_test, reports_a_name_that_does_not_exist) {
    resolver_ = [](const std::string&) -> resolution {
        return base::failure<std::string>("no such name");
    };
    EXPECT_EQ(post("http://missing.example/"), "unsent: no such name");
}

TEST_F(buyer_line_test, tries_the_next_address_and_remembers_the_one_that_works) {
    resolver_ = [](const std::string&) -> resolution {
        return addresses{boost::asio::ip::make_address("127.0.0.9"),
                         boost::asio::ip::make_address("127.0.0.1")};
    };
    const auto closing = [](connection& with) {
        with.read_message();
        with.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
    };
    scripted_peer buyer({closing, closing});
    const auto url = "http://buyer.example:" + std::to_string(buyer.port()) + "/";
    EXPECT_EQ(ping(url), "ok");
    EXPECT_EQ(ping(url), "ok");
}

TEST_F(buyer_line_test, uses_a_connection_again) {
    scripted_peer buyer({answering("same", 3)});
    EXPECT_EQ(ping(buyer.url()), "same");
    EXPECT_EQ(ping(buyer.url("/other")), "same");
    EXPECT_EQ(post(buyer.url()), "same");
}

TEST_F(buyer_line_test, does_not_use_a_connection_that_was_closed) {
    std::promise<void> closed;
    scripted_peer buyer({[&](connection& with) {
                             with.read_message();
                             with.send(reply("first"));
                             with.end_sending();
                             closed.set_value();
                             with.read_all();
                         },
                         answering("second")});
    EXPECT_EQ(post(buyer.url()), "first");
    closed.get_future().wait();
    EXPECT_EQ(post(buyer.url()), "second");
}

TEST_F(buyer_line_test, does_not_use_a_connection_with_more_than_one_reply) {
    scripted_peer buyer({[](connection& with) {
                             with.read_message();
                             with.send(reply("first") + reply("nobody asked"));
                             with.read_all();
                         },
                         answering("second")});
    EXPECT_EQ(ping(buyer.url()), "first");
    EXPECT_EQ(ping(buyer.url()), "second");
}

TEST_F(buyer_line_test, does_not_use_a_connection_that_spoke_unasked) {
    std::promise<void> spoke;
    scripted_peer buyer({[&](connection& with) {
                             with.read_message();
                             with.send(reply("first"));
                             std::this_thread::sleep_for(50ms);
                             with.send(reply("nobody asked"));
                             spoke.set_value();
                             with.read_all();
                         },
                         answering("second")});
    EXPECT_EQ(ping(buyer.url()), "first");
    spoke.get_future().wait();
    EXPECT_EQ(ping(buyer.url()), "second");
}

// The kept-alive connection is seen open, takes the request, and is closed without a word.
scripted_peer::script closing_on_the_second_request() {
    return [](connection& with) {
        with.read_message();
        with.send(reply("first"));
        with.read_message();
    };
}

TEST_F(buyer_line_test, never_repeats_a_ping) {
    scripted_peer buyer({closing_on_the_second_request(), answering("twice")});
    EXPECT_EQ(ping(buyer.url()), "first");
    EXPECT_EQ(ping(buyer.url()), "failed: closed without an answer");
    EXPECT_EQ(ping(buyer.url()), "twice");  // the second connection was still unused
}

TEST_F(buyer_line_test, never_repeats_a_post) {
    scripted_peer buyer({closing_on_the_second_request(), answering("twice")});
    EXPECT_EQ(post(buyer.url()), "first");
    EXPECT_EQ(post(buyer.url()), "failed: closed without an answer");
    EXPECT_EQ(post(buyer.url()), "twice");  // the second connection was still unused
}

TEST_F(buyer_line_test, does_not_repeat_a_ping_whose_reply_had_begun) {
    scripted_peer buyer({[](connection& with) {
                             with.read_message();
                             with.send(reply("first"));
                             with.read_message();
                             with.send("HTTP/1.1 200 OK\r\n");
                         },
                         answering("twice")});
    EXPECT_EQ(ping(buyer.url()), "first");
    EXPECT_EQ(ping(buyer.url()), "failed: closed in the middle of the reply");
}

TEST_F(buyer_line_test, a_post_goes_over_no_connection_that_was_idle_for_long) {
    settings_.limits.post_reuse_idle = 0s;
    scripted_peer buyer({answering("first", 2), answering("second", 2)});
    EXPECT_EQ(ping(buyer.url()), "first");
    EXPECT_EQ(post(buyer.url()), "second");
    EXPECT_EQ(ping(buyer.url()), "second");
}

TEST_F(buyer_line_test, closes_connections_that_are_idle_for_long) {
    settings_.limits.buyer_idle_time = 10ms;
    std::promise<std::string> rest;
    scripted_peer buyer({[&](connection& with) {
        with.read_message();
        with.send(reply("first"));
        rest.set_value(with.read_all());
    }});
    EXPECT_EQ(ping(buyer.url()), "first");
    auto ended = rest.get_future();
    for (int i = 0; i < 100 && ended.wait_for(0s) != std::future_status::ready; ++i) run_for(100ms);
    EXPECT_EQ(ended.get(), "");
}

TEST_F(buyer_line_test, hears_a_late_reply) {
    std::promise<void> timed_out;
    scripted_peer buyer({[&](connection& with) {
        with.read_message();
        timed_out.get_future().wait();
        with.send(reply("late"));
        with.read_all();
    }});
    const auto call = begin(phase::ping, buyer.url(), soon, "{}", plenty);
    run_for(soon);
    timed_out.set_value();
    EXPECT_EQ(text_of(finish(call)), "late");
}

TEST_F(buyer_line_test, a_call_that_is_late_makes_room_for_one_that_waits) {
    settings_.limits.connections_per_buyer = 1;
    scripted_peer buyer({[](connection& with) { with.read_all(); }, answering("served")});
    const auto late = begin(phase::ping, buyer.url(), soon, "{}", plenty);
    const auto waits = begin(phase::ping, buyer.url());
    EXPECT_EQ(text_of(finish(waits)), "served");
    EXPECT_EQ(text_of(finish(late)).substr(0, 7), "failed:");
}

TEST_F(buyer_line_test, limits_calls_per_buyer_and_those_that_wait) {
    settings_.limits.connections_per_buyer = 1;
    settings_.limits.calls_waiting_per_buyer = 1;
    scripted_peer buyer({answering("served", 3)});
    const auto first = begin(phase::ping, buyer.url());
    const auto second = begin(phase::post, buyer.url());
    const auto third = begin(phase::ping, buyer.url());
    EXPECT_EQ(text_of(finish(third)), "unsent: too many calls waiting");
    EXPECT_EQ(text_of(finish(first)), "served");
    EXPECT_EQ(text_of(finish(second)), "served");
    EXPECT_EQ(ping(buyer.url()), "served");
}

TEST_F(buyer_line_test, a_call_that_waits_gives_up_in_time) {
    settings_.limits.connections_per_buyer = 1;
    std::promise<void> go_on;
    scripted_peer buyer({[&](connection& with) {
        with.read_message();
        go_on.get_future().wait();
        with.send(reply("slow"));
        with.read_message();
        with.send(reply("quick"));
        with.read_all();
    }});
    const auto first = begin(phase::ping, buyer.url());
    const auto second = begin(phase::post, buyer.url(), soon);
    EXPECT_EQ(text_of(finish(second)), "unsent: no answer in time");
    go_on.set_value();
    EXPECT_EQ(text_of(finish(first)), "slow");
    EXPECT_EQ(ping(buyer.url()), "quick");  // the place was given back
}

TEST_F(buyer_line_test, a_buyer_that_hangs_delays_no_other) {
    settings_.limits.connections_per_buyer = 1;
    scripted_peer dead({[](connection& with) { with.read_all(); }});
    scripted_peer alive({answering("alive")});
    const auto stuck = begin(phase::ping, dead.url());
    const auto waiting = begin(phase::ping, dead.url(), soon);
    EXPECT_EQ(ping(alive.url()), "alive");
    EXPECT_EQ(text_of(finish(waiting)), "unsent: no answer in time");
    EXPECT_FALSE(stuck->has_value()) << "still waiting when the others have their answers";
}

TEST_F(buyer_line_test, makes_room_for_a_post_among_idle_connections) {
    settings_.limits.connections_per_buyer = 1;
    settings_.limits.post_reuse_idle = 0s;
    std::promise<std::string> rest;
    scripted_peer buyer({[&](connection& with) {
                             with.read_message();
                             with.send(reply("first"));
                             rest.set_value(with.read_all());
                         },
                         answering("second")});
    EXPECT_EQ(ping(buyer.url()), "first");
    EXPECT_EQ(post(buyer.url()), "second");
    EXPECT_EQ(rest.get_future().get(), "");
}

}  // namespace
}  // namespace pointsman::http::testing
