"""The buyers of the market: what the server is configured with, what the buyers do, and what the judge expects.

Money is in micro-units, as in PostgreSQL."""

import dataclasses

DOLLAR = 1_000_000
ZONE = "America/New_York"
PING_TIMEOUT_S = 0.4
POST_TIMEOUT_S = 0.5
LATE_REPLY_S = 4.0
FLOOR = 3 * DOLLAR
PAYOUT_PERCENT = 80


@dataclasses.dataclass(frozen=True)
class Cap:
    per: str  # day, total
    count: int = 0
    spend: int = 0


@dataclasses.dataclass(frozen=True)
class Order:
    name: str  # also the name of its buyer
    tier: str
    low: int  # the least and the highest price; the same for a direct post
    high: int
    no_answer: str = "hold"
    direct: bool = False
    ages: tuple = (16, 110)
    cap: Cap | None = None
    settle_after_s: float = 0  # 0: an unknown post stays unknown
    settle_as: str = "rejected"
    accepts: float = 0.85  # share of the posts that it means to take
    gives_back: float = 0  # share of what it took that it returns
    post_moods: dict = dataclasses.field(default_factory=dict)
    ping_moods: dict = dataclasses.field(default_factory=dict)


BAD_POSTS = {"late": 0.03, "reset": 0.02, "hang": 0.01, "half": 0.01, "twice": 0.03}
BAD_PINGS = {"late": 0.01, "reset": 0.01, "hang": 0.005, "half": 0.005, "error": 0.01, "twice": 0.03}


def _order(name, tier, low, high, **more):
    more.setdefault("post_moods", BAD_POSTS)
    more.setdefault("ping_moods", BAD_PINGS)
    return Order(name, tier, round(low * DOLLAR), round(high * DOLLAR), **more)


TIERS = {"first": "waterfall", "open": "auction"}

# Caps are those of a run of one minute; a longer one has more, so that they fill up somewhere in its middle.
MARKET = [
    _order("direct_first", "first", 24, 24, direct=True, ages=(18, 22), settle_after_s=6, settle_as="rejected"),
    _order("first_count", "first", 20, 25, ages=(23, 40), cap=Cap("day", count=1500)),
    _order("spender", "open", 14, 20, cap=Cap("day", spend=12_000 * DOLLAR), settle_after_s=6, settle_as="sold"),
    _order("counter", "open", 13, 19, cap=Cap("total", count=1200), gives_back=0.15),
    _order("settled_count", "open", 12, 18, ages=(40, 110), cap=Cap("total", count=900), settle_after_s=5,
           settle_as="rejected"),
    _order("silent", "open", 8, 16, no_answer="reject", ages=(40, 110), gives_back=0.1),
    _order("steady", "open", 8, 14, gives_back=0.2),
    _order("direct_low", "open", 7.5, 7.5, direct=True, no_answer="reject", cap=Cap("day", count=600)),
    _order("plain", "open", 6, 12, ages=(16, 39), settle_after_s=6, settle_as="sold"),
]

HAMMER = [_order("capped", "open", 10, 20, cap=Cap("total", count=500), accepts=0.9, post_moods={}, ping_moods={})]

ROSTERS = {"market": MARKET, "hammer": HAMMER}


def orders_of(roster, minutes=1):
    """The orders of a roster in a run of so many minutes."""
    return [_scaled(order, minutes) if roster == "market" else order for order in ROSTERS[roster]]


def _scaled(order, minutes):
    if not order.cap:
        return order
    cap = Cap(order.cap.per, round(order.cap.count * minutes), round(order.cap.spend * minutes))
    return dataclasses.replace(order, cap=cap)


# Why leads are given back: what one buyer cannot use another may still want.
RESOLD_FOR = "not_our_area"
NOT_RESOLD_FOR = "wrong_number"

# Leads with this credit are sent after everything is healed: all buyers answer them well and take them.
CALM_CREDIT = "excellent"
