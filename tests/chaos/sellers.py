"""The sellers, as a process of their own: what is sent is written down before it leaves, what is told as it was read.

Usage: python3 -m chaos.sellers SEED LOG PORT CLIENTS RATE      (keys: CHAOS_ACME_KEY, CHAOS_ZENITH_KEY)

Commands on standard input: `go` (send leads until told otherwise), `drain` (finish what is under way), `plain N` (N leads, each once), `calm N` (the
same, and every buyer takes them), `read` (GET every lead that an id is known of). After each but `go` comes a line {"done": ...}; besides, a line of
counts every half second. The process ends when its standard input does.

Log lines: e=sent n try seller how key altered | e=told n try http answer | e=cut n try why | e=not_sent n try | e=read lead seller http answer.
"""

import asyncio
import json
import os
import sys

from . import http1
from .chance import draw
from .client import Client, Cut, NotSent
from .configuration import SELLERS
from .journal import Journal, now_us
from .submissions import Submission

PATIENCE_S = 60  # for one submission, over all its tries
READERS = 32


class Sellers:
    def __init__(self, seed, log, port, clients, rate):
        self.seed, self.port, self.clients, self.rate = seed, port, clients, rate
        self.log = Journal(log)
        self.keys = {name: os.environ[f"CHAOS_{name.upper()}_KEY"] for name in SELLERS}
        self.next_number = 0
        self.going = False
        self.leads = {}  # lead id -> seller
        self.counts = {"sent": 0, "acknowledged": 0, "sold": 0, "pending": 0, "cut": 0, "refused": 0}
        self.under_way = set()
        self.next_slot = 0.0

    # One try of a submission: (status, text), or None when nobody knows what came of it.
    async def attempt(self, what, client, number, altered=False, cut_after_s=None):
        await client.connect()
        self.log.write(t=now_us(), e="sent", n=what.number, seller=what.seller, how=what.how, key=what.key, altered=altered,
                       calm=what.calm, **{"try": number})
        self.counts["sent"] += 1
        raw = http1.request("POST", "/v1/direct", self.keys[what.seller], what.body(altered), what.headers())
        try:
            status, text = await client.exchange(raw, cut_after_s)
        except Cut as why:
            self.counts["cut"] += 1
            self.log.write(t=now_us(), e="cut", n=what.number, why=str(why), **{"try": number})
            return None
        self.log.write(t=now_us(), e="told", n=what.number, http=status, answer=text, **{"try": number})
        self.note(what, status, text)
        return status

    def note(self, what, status, text):
        told = json.loads(text)
        known = told.get("lead_id")
        if status in (200, 202):
            self.counts["pending" if status == 202 else "acknowledged"] += known not in self.leads
            self.counts["sold"] += told["status"] == "sold" and known not in self.leads
        else:
            self.counts["refused"] += 1
        if known:
            self.leads[known] = what.seller

    async def submit(self, what, client):
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE_S
        tries = 0
        while loop.time() < until:
            cut_after_s = 0.03 * draw(self.seed, "cut after", what.number) if what.cuts and tries == 0 else None
            try:
                status = await self.attempt(what, client, tries, cut_after_s=cut_after_s)
                tries += 1
            except NotSent:
                self.log.write(t=now_us(), e="not_sent", n=what.number, **{"try": tries})
                status = 0
            if status not in (0, 503, None) or (what.how == "none" and status != 0):
                break
            await asyncio.sleep(0.05 + 0.25 * draw(self.seed, "back off", what.number, tries, status))
        if status in (200, 202) and (what.repeats or what.alters):
            self.start(self.repeat(what, tries))

    # The same once more, perhaps after a restart; or something else under the same key.
    async def repeat(self, what, tries):
        if self.going:
            await asyncio.sleep(what.repeat_after_s)
        client = Client(self.port)
        try:
            if what.repeats:
                await self.attempt(what, client, tries)
            if what.alters:
                await self.attempt(what, client, tries + 1, altered=True)
        except NotSent:
            pass
        client.close()

    async def twin(self, what):
        client = Client(self.port)
        try:
            await self.attempt(what, client, 1000)
        except NotSent:
            pass
        client.close()

    def start(self, coroutine):
        task = asyncio.ensure_future(coroutine)
        self.under_way.add(task)
        task.add_done_callback(self.finished)

    def finished(self, task):
        self.under_way.discard(task)
        if not task.cancelled() and task.exception():
            raise task.exception()

    async def work(self, numbers, calm, plain):
        client = Client(self.port)
        for number in numbers:
            await self.pace()
            what = Submission(self.seed, number, calm, plain)
            if what.twin:
                self.start(self.twin(what))
            await self.submit(what, client)
        client.close()

    async def pace(self):
        if not self.rate:
            return
        now = asyncio.get_running_loop().time()
        self.next_slot = max(self.next_slot + 1 / self.rate, now - 0.5)
        if self.next_slot > now:
            await asyncio.sleep(self.next_slot - now)

    def numbers(self, most=None):
        last = None if most is None else self.next_number + most
        while self.going and (last is None or self.next_number < last):
            self.next_number += 1
            yield self.next_number - 1

    def go(self, most=None, calm=False, plain=False):
        self.going = True
        numbers = self.numbers(most)
        for _ in range(self.clients):
            self.start(self.work(numbers, calm, plain))

    async def idle(self):
        while self.under_way:
            await asyncio.wait(self.under_way)

    async def read_all(self):
        leads = iter(list(self.leads.items()))
        await asyncio.gather(*(self.read_some(leads) for _ in range(READERS)))

    async def read_some(self, leads):
        client = Client(self.port)
        for lead, seller in leads:
            for _ in range(20):
                try:
                    await client.connect()
                    status, text = await client.exchange(http1.request("GET", f"/v1/leads/{lead}", self.keys[seller]))
                except (Cut, NotSent):
                    status, text = 0, ""
                if status not in (0, 503):
                    break
                await asyncio.sleep(0.1)
            self.log.write(t=now_us(), e="read", lead=lead, seller=seller, http=status, answer=text)
        client.close()

    async def obey(self, command, argument):
        if command == "go":
            return self.go()
        if command in ("plain", "calm"):
            self.go(int(argument), calm=command == "calm", plain=True)
        elif command == "drain":
            self.going = False
        elif command == "read":
            await self.read_all()
        else:
            raise SystemExit(f"no such command: {command}")
        await self.idle()
        print(json.dumps({"done": command}), flush=True)


async def report(sellers):
    while True:
        print(json.dumps({"counts": sellers.counts}), flush=True)
        await asyncio.sleep(0.5)


async def main(seed, log, port, clients, rate):
    sellers = Sellers(int(seed), log, int(port), int(clients), float(rate))
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: fail(context))
    reporting = asyncio.ensure_future(report(sellers))
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        command, _, argument = line.strip().partition(" ")
        await sellers.obey(command, argument)
    reporting.cancel()
    for task in sellers.under_way:
        task.cancel()


# A seller that breaks must not look like one that has nothing to complain of.
def fail(context):
    print(context["message"], context.get("exception"), file=sys.stderr, flush=True)
    os._exit(1)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
