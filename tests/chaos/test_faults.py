import collections
import unittest

from .faults import A_MINUTE, schedule
from .nemesis import Nemesis


class Schedule(unittest.TestCase):
    def test_is_the_same_for_the_same_seed(self):
        self.assertEqual(schedule(2, 1), schedule(2, 1))
        self.assertNotEqual(schedule(2, 1), schedule(2, 2))

    def test_has_every_kind_within_its_time(self):
        for minutes in (0.5, 2, 10):
            faults = schedule(minutes, 7)
            self.assertEqual({fault.kind for fault in faults}, set(A_MINUTE))
            times = [fault.at_s for fault in faults]
            self.assertEqual(times, sorted(times))
            self.assertLess(times[-1], 60 * minutes)

    def test_four_minutes_kill_often_enough(self):
        kinds = collections.Counter(fault.kind for fault in schedule(4, 1))
        self.assertGreaterEqual(kinds["server_kill"] + kinds["both_kill"] + kinds["kill_after_cut"], 20)
        self.assertGreaterEqual(kinds["postgres_kill"] + kinds["both_kill"], 5)

    def test_each_kind_can_be_done(self):
        for kind in A_MINUTE:
            self.assertTrue(callable(getattr(Nemesis, kind, None)), kind)

    def test_only_cuts_have_a_mode(self):
        for fault in schedule(4, 3):
            self.assertEqual(bool(fault.mode), "cut" in fault.kind)
