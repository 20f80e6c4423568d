import collections
import json
import unittest

from . import http1
from .buyers import Decision, Market, delay_of, reply_to_ping, reply_to_post
from .roster import LATE_REPLY_S, MARKET, PING_TIMEOUT_S, POST_TIMEOUT_S
from .submissions import Submission, phone_of


class Messages(unittest.TestCase):
    def test_are_cut_out_of_a_stream_however_it_comes(self):
        reader = http1.Reader()
        stream = http1.response(200, {"a": 1}) + http1.response(500, {})
        taken = []
        for at in range(len(stream)):
            reader.feed(stream[at:at + 1])
            while message := reader.take():
                taken.append(message)
        self.assertEqual([first for first, _, _ in taken], ["HTTP/1.1 200 Answer", "HTTP/1.1 500 Answer"])
        self.assertEqual(taken[0][2], b'{"a":1}')
        self.assertTrue(reader.empty())

    def test_that_are_none_are_refused(self):
        for head in (b"GET / HTTP/1.1\r\nnonsense\r\n\r\n", b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"):
            reader = http1.Reader()
            reader.feed(head)
            with self.assertRaises(http1.Broken):
                reader.take()


class Buyers(unittest.TestCase):
    def setUp(self):
        self.market = Market(5, None)
        self.order = next(order for order in MARKET if order.name == "spender")

    def decide(self, phase, number, calm=False):
        return Decision(self.market, self.order, phase, f"{number}.spender.{phase}.0", calm)

    def test_decide_the_same_for_the_same_offer(self):
        for phase in ("ping", "post"):
            self.assertEqual(vars(self.decide(phase, 3)), vars(self.decide(phase, 3)))

    def test_misbehave_as_often_as_the_roster_says(self):
        manners = collections.Counter(self.decide("post", number).manner for number in range(20_000))
        for manner, share in self.order.post_moods.items():
            self.assertAlmostEqual(manners[manner] / 20_000, share, delta=share / 3)

    def test_take_everything_in_the_calm(self):
        for number in range(500):
            self.assertEqual((self.decide("ping", number, True).verdict, self.decide("ping", number, True).manner), ("bid", "prompt"))
            self.assertEqual((self.decide("post", number, True).verdict, self.decide("post", number, True).manner), ("accepted", "prompt"))

    def test_bid_within_their_range_and_say_what_they_decided(self):
        for number in range(2_000):
            decision = self.decide("ping", number)
            self.assertTrue(self.order.low <= decision.price <= self.order.high)
            self.assertEqual(decision.price % 10_000, 0)
            said = json.loads(reply_to_ping(decision).partition(b"\r\n\r\n")[2])
            if decision.verdict == "bid" and decision.manner != "error":
                self.assertEqual(round(float(said["bid"]) * 1_000_000), decision.price)
            post = self.decide("post", number)
            self.assertEqual(json.loads(reply_to_post(post).partition(b"\r\n\r\n")[2])["result"], post.verdict)

    def test_are_late_after_the_timeout_and_still_listened_to(self):
        late = [self.decide("post", number) for number in range(2_000)]
        for number, decision in enumerate(late):
            if decision.manner == "late":
                delay_s = delay_of(decision, "post", self.market.seed, number)
                self.assertTrue(POST_TIMEOUT_S < delay_s < POST_TIMEOUT_S + LATE_REPLY_S)
            elif decision.manner == "prompt":
                self.assertLess(delay_of(decision, "post", self.market.seed, number), PING_TIMEOUT_S / 10)


class Submissions(unittest.TestCase):
    def test_are_the_same_for_the_same_number_but_for_what_is_altered(self):
        one, again = Submission(1, 42), Submission(1, 42)
        self.assertEqual(one.body(), again.body())
        self.assertEqual(one.headers(), again.headers())
        self.assertNotEqual(one.body(), one.body(altered=True))

    def test_share_keys_between_sellers_and_never_within_one(self):
        keyed = [Submission(1, number) for number in range(4_000)]
        keyed = [one for one in keyed if one.key]
        self.assertEqual(len({(one.seller, one.key) for one in keyed}), len(keyed))
        self.assertLess(len({one.key for one in keyed}), len(keyed))

    def test_without_a_name_are_never_repeated(self):
        for number in range(4_000):
            one = Submission(1, number)
            if one.how == "none":
                self.assertFalse(one.cuts or one.twin or one.repeats or one.alters)

    def test_have_a_person_each(self):
        self.assertEqual(len({phone_of(number) for number in range(50_000)}), 50_000)
        for number in (0, 9_999, 10_000, 110_000, 499_999):
            self.assertRegex(phone_of(number), r"^212[2-9](?!11)\d{6}$")

    def test_that_are_plain_are_sent_once(self):
        for number in range(1_000):
            one = Submission(1, number, plain=True)
            self.assertFalse(one.cuts or one.twin or one.repeats or one.alters)
