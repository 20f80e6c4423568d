"""The buyers' back offices: they read in their own logs what they took, and give some of it back while everything is on fire."""

import heapq
import json
import threading
import time

from .chance import draw
from .journal import Journal, now_us
from .roster import NOT_RESOLD_FOR, RESOLD_FOR

LOOK_S = 0.2
LATEST_S = 3.0  # after it took the lead
RETRY_S = 1.0
TRIES = 20  # a sale that a crash left unknown is settled some seconds later; some never are
RESALE_LIMIT_S = 60
QUIET_S = 6  # nothing is resold any more: what is left waits for orders that are full

RESALES = "select count(*) as made from resale join outcome using (lead_id)"


class ReturnsDesk:
    """Use as a context manager: a thread of its own until it is told that no more leads come."""

    def __init__(self, market):
        self.market = market
        self.shares = {order.name: order.gives_back for order in market.orders}
        self.journal = Journal(market.folder / "returns.jsonl")
        self.queue = []  # (when, lead, buyer, reason, tries)
        self.open = True
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._work)

    def __enter__(self):
        self.log = (self.market.folder / "buyers.jsonl").open()
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        self.log.close()

    def finish(self, limit_s):
        """Takes nothing new and waits until all that it has is answered, and resold where it may be."""
        self.open = False
        self.thread.join(limit_s)
        if "resale" not in self.market.features:
            return
        until = time.monotonic() + RESALE_LIMIT_S
        made, since = -1, time.monotonic()
        while time.monotonic() < min(until, since + QUIET_S):
            now = self.market.database.rows(RESALES)[0]["made"]
            if now != made:
                made, since = now, time.monotonic()
            time.sleep(LOOK_S)

    def _work(self):
        while not self.over.wait(LOOK_S):
            if self.open:
                self._read_log()
            while self.queue and self.queue[0][0] <= time.monotonic() and not self.over.is_set():
                self._ask(*heapq.heappop(self.queue)[1:])
            if not self.open and not self.queue:
                return

    def _read_log(self):
        for line in iter(self.log.readline, ""):
            seen = json.loads(line)
            if seen.get("phase") != "post" or seen["verdict"] != "accepted":
                continue
            seed, offer = self.market.seed, seen["offer"]
            if draw(seed, "gives back", offer) < self.shares[seen["order"]]:
                reason = RESOLD_FOR if draw(seed, "reason", offer) < 0.7 else NOT_RESOLD_FOR
                when = time.monotonic() + LATEST_S * draw(seed, "returns", offer)
                heapq.heappush(self.queue, (when, seen["lead"], seen["order"], reason, 0))

    def _ask(self, lead, buyer, reason, tries):
        http, says = self.market.give_back(buyer, {"lead_id": lead, "reason": reason})
        self.journal.write(at=now_us(), lead=lead, buyer=buyer, reason=reason, http=http, says=says)
        # Not sold yet, nobody there, or nobody who can write it down.
        if http in (0, 404, 503) and tries < TRIES:
            heapq.heappush(self.queue, (time.monotonic() + RETRY_S, lead, buyer, reason, tries + 1))
