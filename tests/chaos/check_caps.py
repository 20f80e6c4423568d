"""I5 and I6: caps hold, for the buyers as for the books, and no place of them is lost."""

import collections
import datetime
import zoneinfo

from .findings import rule
from .roster import CALM_CREDIT, ZONE


def window_of(cap, at_us):
    if cap.per == "total":
        return "total"
    return datetime.datetime.fromtimestamp(at_us / 1e6, zoneinfo.ZoneInfo(ZONE)).date().isoformat()


def measure(order, events):
    """What (at, price) events use of an order's cap, by window."""
    used = collections.Counter()
    for at, price in events:
        used[window_of(order.cap, at)] += 1 if order.cap.count else price
    return used


def most(cap):
    return cap.count or cap.spend


def over(order, events, who):
    for window, used in measure(order, events).items():
        if used > most(order.cap):
            yield order.name, f"{who} {used} of {most(order.cap)} in {window}"


def capped(evidence):
    return [order for order in evidence.orders.values() if order.cap]


# A sale counts in the window of its posting, which is when its place was taken.
def posted_at(evidence, lead, order, otherwise=0):
    posting = evidence.postings.get((lead, order))
    return posting["at"] if posting else otherwise


def taken(evidence, order):
    """(at, price) of what the order bought, and of what it may have bought."""
    for sale in evidence.tables["sale"]:
        if sale["order_name"] == order.name:
            yield posted_at(evidence, sale["lead_id"], order.name), sale["price"]
    for (lead, name), posting in evidence.postings.items():
        rows = evidence.candidates.get((lead, name), [])
        if name == order.name and evidence.is_open(lead) and any(row["reason"] == "post_unknown" for row in rows):
            yield posting["at"], posting["price"]


@rule("I5.buyers_saw_no_more")
def buyers_saw_no_more(evidence):
    for order in capped(evidence):
        accepts = [(posted_at(evidence, seen["lead"], order.name, seen["t"]), seen["price"]) for seen in evidence.accepts
                   if seen["order"] == order.name and not evidence.is_settled_against(seen)]
        yield from over(order, accepts, "its buyer accepted")


@rule("I5.books_hold_no_more")
def books_hold_no_more(evidence):
    for order in capped(evidence):
        yield from over(order, taken(evidence, order), "sold and unknown are")


# After everything was healed and settled, a lead was turned away for want of room only if there was none.
@rule("I6.no_place_is_lost")
def no_place_is_lost(evidence):
    calm = {lead: row for lead, row in evidence.leads.items() if row["credit"] == CALM_CREDIT}
    for order in capped(evidence):
        used = measure(order, taken(evidence, order))
        room = 1 if order.cap.count else order.high
        for lead, row in calm.items():
            reasons = {one["reason"] for one in evidence.candidates.get((lead, order.name), [])}
            left = most(order.cap) - used[window_of(order.cap, row["at"])]
            if reasons & {"cap_count", "cap_spend", "cap_lost"} and left >= room:
                yield order.name, f"turned {lead} away for its cap, with {left} of {most(order.cap)} left at the end"
                break


# Where more than enough was offered, the cap is used to the last place.
@rule("I6.demand_fills_the_cap")
def demand_fills_the_cap(evidence):
    for order in capped(evidence):
        if not order.cap.count:
            continue
        refused = any(row["reason"] in ("cap_count", "cap_lost") and evidence.leads.get(row["lead_id"], {}).get("credit") == CALM_CREDIT
                      for row in evidence.tables["candidate"] if row["order_name"] == order.name)
        used = measure(order, taken(evidence, order))
        if refused and max(used.values(), default=0) < order.cap.count:
            yield order.name, f"{dict(used)} of {order.cap.count} were used, though leads were turned away to the end"
