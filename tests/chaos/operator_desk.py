"""The operator, who asks the buyers what became of unknown posts and settles some of them - twice, as two operators would."""

import concurrent.futures

from .chance import draw
from .journal import Journal, read_journal

SHARE = 0.5  # the others stay unknown


def unknown_posts(market):
    """All pages of the operators' list; nothing where it cannot be read."""
    found, after = [], ""
    while True:
        status, answer = market.admin("GET", f"/v1/admin/unknown?limit=1000&after={after}")
        if status != 200:
            return None
        found += answer["unknown"]
        after = answer.get("next")
        if not after:
            return found


def settle_some(market):
    """Does nothing where the server has no list of unknown posts."""
    unknown = unknown_posts(market)
    if unknown is None:
        return
    said = {seen["offer"]: seen["verdict"] for seen in read_journal(market.folder / "buyers.jsonl") if seen.get("phase") == "post"}
    journal = Journal(market.folder / "operator.jsonl")
    offers = [one["offer_id"] for one in unknown if draw(market.seed, "operator", one["offer_id"]) < SHARE]

    def settle(offer):
        settle_as = "sold" if said.get(offer) == "accepted" else "rejected"
        body = {"settle_as": settle_as, "reference": "", "note": "asked the buyer"}
        http, _ = market.admin("POST", f"/v1/admin/unknown/{offer}", body)
        journal.write(offer=offer, settle_as=settle_as, http=http)

    with concurrent.futures.ThreadPoolExecutor(4) as desks:
        list(desks.map(settle, [offer for offer in offers for _ in range(2)]))
