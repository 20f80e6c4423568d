"""What sellers send: a submission is made from the seed and its number alone."""

import json

from .chance import draw, pick
from .configuration import SELLERS
from .roster import CALM_CREDIT

# How a seller names its request, by which a repeat is known: a header, its own lead id, the payload itself (for 60 s),
# or not at all - then it never sends it twice.
NAMED = {"header": 0.5, "ref": 0.15, "payload": 0.15}

ZIPS = ("90210", "10001", "60601", "77001", "33101")
CREDITS = ("poor", "fair", "good")


# The middle three digits: 411, 911 and their like are no part of a subscriber's number.
EXCHANGES = [exchange for exchange in range(200, 1000) if exchange % 100 != 11]


def phone_of(number):
    """A valid North American number, another one for each of the first 7,900,000."""
    return f"212{EXCHANGES[number // 10_000]}{number % 10_000:04}"


class Submission:
    """`calm`: all buyers take it. `plain`: it is sent once and its answer awaited, as calm ones are."""

    def __init__(self, seed, number, calm=False, plain=False):
        self.number = number
        self.seller = SELLERS[number % len(SELLERS)]
        self.calm = calm
        self.how = pick(seed, NAMED, "how", number) or "none"
        named = self.how != "none" and not calm and not plain
        # Both sellers use the same keys: a key is the seller's own.
        self.key = f"key-{seed}-{number // len(SELLERS)}" if self.how == "header" else ""
        self.cuts = named and draw(seed, "cut", number) < 0.08
        self.twin = named and draw(seed, "twin", number) < 0.03
        self.repeats = named and draw(seed, "repeat", number) < 0.08
        self.repeat_after_s = 15 * draw(seed, "repeat after", number)
        self.alters = named and self.how == "header" and draw(seed, "alter", number) < 0.03
        self._fields = {
            "zip": ZIPS[int(draw(seed, "zip", number) * len(ZIPS))],
            "age": 18 + int(draw(seed, "age", number) * 50),
            "credit": CALM_CREDIT if calm else CREDITS[int(draw(seed, "credit", number) * len(CREDITS))],
            "first_name": "Pat",
            "email": f"pat.{number}@example.com",
            "phone": phone_of(number),
        }

    def body(self, altered=False):
        fields = dict(self._fields, first_name="Altered") if altered else self._fields
        lead = {"vertical": "auto", "fields": fields}
        if self.how == "ref":
            lead["ref"] = f"ref-{self.number}"
        return json.dumps(lead).encode()

    def headers(self):
        return [("Idempotency-Key", self.key)] if self.key else []
