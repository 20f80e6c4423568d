"""The buyers, as a process of their own: every request is written down before it is answered, and some are answered badly.

Usage: python3 -m chaos.buyers ROSTER SEED LOG     prints {"ports": {...}} and ends when its standard input does.

A log line: t (first byte, us), order, phase, offer, lead, attempt, manner, verdict (bid, declined, accepted, rejected: what the
buyer itself holds to be true), price (its own bid or fixed price), asked (the price that the post named), ref.
A line with e=answered follows when a late answer was handed to a connection that still stood.
"""

import asyncio
import json
import socket
import struct
import sys

from . import http1
from .chance import draw, pick
from .journal import Journal, now_us
from .roster import CALM_CREDIT, PING_TIMEOUT_S, POST_TIMEOUT_S, orders_of

RESET_AT_CLOSE = struct.pack("ii", 1, 0)
HANG_S = 6.0  # longer than the server listens for a late reply


class Market:
    """What all connections share."""

    def __init__(self, seed, log):
        self.seed = seed
        self.log = log
        self.bids = {}  # (order, lead) -> price


class Decision:
    """What a buyer makes of one request: a function of the seed and the offer alone."""

    def __init__(self, market, order, phase, offer, calm):
        seed = market.seed
        moods = order.ping_moods if phase == "ping" else order.post_moods
        self.manner = "prompt" if calm else pick(seed, moods, "manner", offer) or "prompt"
        self.latency_s = 0.008 * draw(seed, "latency", offer)
        self.ref = f"{phase}-{draw(seed, 'ref', offer):.12f}"
        if phase == "ping":
            self.verdict = "bid" if calm or draw(seed, "bid", offer) < 0.9 else "declined"
            cents = (order.high - order.low) // 10_000
            self.price = order.low + 10_000 * int(draw(seed, "price", offer) * (cents + 1))
        else:
            self.verdict = "accepted" if calm or draw(seed, "accept", offer) < order.accepts else "rejected"
            self.price = 0


def delay_of(decision, phase, seed, offer):
    if decision.manner != "late":
        return decision.latency_s
    timeout_s = PING_TIMEOUT_S if phase == "ping" else POST_TIMEOUT_S
    return timeout_s + 0.1 + 1.2 * draw(seed, "late", offer)


def reply_to_ping(decision):
    if decision.manner == "error":
        return http1.response(500, {"error": "no"})
    if decision.verdict == "declined":
        return http1.response(200, {"status": "no"})
    return http1.response(200, {"status": "ok", "bid": f"{decision.price / 1e6:.2f}", "ref": decision.ref})


def reply_to_post(decision):
    return http1.response(200, {"result": decision.verdict, "ref": decision.ref, "message": "because"})


# What a second answer on the same connection says: the opposite, or a price that nobody bid.
def contradiction(decision, phase):
    if phase == "ping":
        return http1.response(200, {"status": "ok", "bid": "99.99", "ref": "second-answer"})
    other = "rejected" if decision.verdict == "accepted" else "accepted"
    return http1.response(200, {"result": other, "ref": "second-answer"})


class Connection(asyncio.Protocol):
    def __init__(self, market, order):
        self.market = market
        self.order = order
        self.reader = http1.Reader()
        self.first_byte_us = 0
        self.open = True

    def connection_made(self, transport):
        self.transport = transport

    def connection_lost(self, problem):
        self.open = False

    def data_received(self, data):
        if self.reader.empty():
            self.first_byte_us = now_us()
        self.reader.feed(data)
        while self.open and (message := self.reader.take()):
            self.handle(*message)

    def handle(self, first, headers, body):
        phase = "post" if first.split(" ")[1].endswith("/post") else "ping"
        offer = headers["x-offer-id"]
        lead, name, _, attempt = offer.split(".")
        sent = json.loads(body)
        decision = Decision(self.market, self.order, phase, offer, sent.get("credit") == CALM_CREDIT)
        price = decision.price
        if phase == "post":
            price = self.order.low if self.order.direct else self.market.bids.get((name, lead), 0)
        elif decision.verdict == "bid":
            self.market.bids[name, lead] = price
        self.market.log.write(t=self.first_byte_us, order=self.order.name, addressed=name, phase=phase, offer=offer, lead=lead,
                              attempt=int(attempt), manner=decision.manner, verdict=decision.verdict, price=price,
                              asked=sent.get("price", ""), ref=decision.ref, given_ref=sent.get("ref", ""))
        delay_s = delay_of(decision, phase, self.market.seed, offer)
        asyncio.get_running_loop().call_later(delay_s, self.answer, decision, phase, offer)

    def answer(self, decision, phase, offer):
        if not self.open:
            return
        whole = reply_to_ping(decision) if phase == "ping" else reply_to_post(decision)
        if decision.manner == "hang":
            asyncio.get_running_loop().call_later(HANG_S, self.transport.abort)
        elif decision.manner == "reset":
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
            self.transport.abort()
        elif decision.manner == "half":
            self.transport.write(whole[:-12])
            self.transport.close()
        elif decision.manner == "twice":
            self.transport.write(whole + contradiction(decision, phase))
        else:
            self.transport.write(whole)
        if decision.manner == "late" and phase == "post":
            self.market.log.write(e="answered", t=now_us(), offer=offer)


async def serve(roster, seed, log):
    loop = asyncio.get_running_loop()
    market = Market(seed, Journal(log))
    ports = {}
    for order in orders_of(roster):
        server = await loop.create_server(lambda order=order: Connection(market, order), "127.0.0.1", 0, backlog=512)
        ports[order.name] = server.sockets[0].getsockname()[1]
    print(json.dumps({"ports": ports}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
