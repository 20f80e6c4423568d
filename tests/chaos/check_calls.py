"""I8, I9, I14: every ping and post is on record once, before it leaves, and nothing is left half done."""

from .evidence import grouped
from .findings import rule

ANSWERED = ("bid", "declined", "bad_reply", "accepted", "rejected")
DYING_US = 1_000_000  # a request of a killed server may still be on its way into the buyer


@rule("I8.seen_once")
def seen_once(evidence):
    for offer, seen in grouped(evidence.requests, "offer").items():
        if len(seen) > 1:
            yield offer, f"reached the buyer {len(seen)} times"


@rule("I8.addressed_right")
def addressed_right(evidence):
    for seen in evidence.requests:
        if seen["addressed"] != seen["order"]:
            yield seen["offer"], f"reached {seen['order']}"


@rule("I8.ping_has_its_row")
def ping_has_its_row(evidence):
    yield from without_row(evidence, [seen for seen in evidence.requests if seen["phase"] == "ping"])


@rule("I8.post_has_its_row")
def post_has_its_row(evidence):
    yield from without_row(evidence, evidence.posts)


def without_row(evidence, requests):
    for seen in requests:
        attempt = evidence.attempts.get(seen["offer"])
        if attempt is None:
            yield seen["offer"], "reached the buyer, and is not on record"
        elif attempt["result"] == "unsent":
            yield seen["offer"], "reached the buyer, and is on record as unsent"


@rule("I8.row_was_a_request")
def row_was_a_request(evidence):
    seen = {one["offer"]: one for one in evidence.requests}
    for offer, attempt in evidence.attempts.items():
        if (attempt["result"] in ANSWERED or attempt["http_status"]) and offer not in seen:
            yield offer, f"is on record as {attempt['result']}, and no buyer ever saw it"


@rule("I8.answer_is_what_was_said")
def answer_is_what_was_said(evidence):
    seen = {one["offer"]: one for one in evidence.requests}
    for offer, attempt in evidence.attempts.items():
        said = seen.get(offer)
        if said and attempt["result"] in ("bid", "declined", "accepted", "rejected") and attempt["result"] != said["verdict"]:
            yield offer, f"is on record as {attempt['result']}, the buyer said {said['verdict']}"


@rule("I8.no_row_is_set_aside")
def no_row_is_set_aside(evidence):
    for row in evidence.tables["poisoned"]:
        yield row["lead_id"], f"{row['kind']} was set aside: {row['sqlstate']} {row['message']}"


@rule("I9.lead_before_ping")
def lead_before_ping(evidence):
    for seen in evidence.requests:
        lead = evidence.leads.get(seen["lead"])
        if lead is None:
            yield seen["offer"], "reached the buyer, and there is no such lead"
        elif lead["committed"] is None or lead["committed"] > seen["t"]:
            yield seen["offer"], f"reached the buyer at {seen['t']}, its lead was committed at {lead['committed']}"


@rule("I9.posting_before_post")
def posting_before_post(evidence):
    for seen in evidence.posts:
        posting = evidence.postings.get((seen["lead"], seen["order"]))
        if posting is None:
            yield seen["offer"], "reached the buyer without a posting"
        elif posting["committed"] is None or posting["committed"] > seen["t"]:
            yield seen["offer"], f"reached the buyer at {seen['t']}, its posting was committed at {posting['committed']}"


@rule("I14.every_lead_ends")
def every_lead_ends(evidence):
    for lead in evidence.leads:
        if not evidence.outcomes.get(lead):
            yield lead, "was received, and has no outcome"


@rule("I14.pending_only_for_an_unknown_post")
def pending_only_for_an_unknown_post(evidence):
    holding = {lead for (lead, order), rows in evidence.candidates.items()
               if evidence.orders[order].no_answer == "hold" and any(row["reason"] == "post_unknown" for row in rows)}
    for lead in evidence.leads:
        if evidence.is_open(lead) and lead not in holding:
            yield lead, "is pending, and no post of it is unknown"


# A lead is dead with the server that received it: whoever starts afterwards sends nothing of it.
@rule("I14.nothing_is_sent_after_a_restart")
def nothing_is_sent_after_a_restart(evidence):
    gone = {line["epoch"]: line["t"] for line in evidence.faults if line["e"] == "gone"}
    for seen in evidence.requests:
        lead = evidence.leads.get(seen["lead"])
        ended = gone.get(lead["epoch"]) if lead else None
        if ended is not None and seen["t"] > ended + DYING_US:
            yield seen["offer"], f"reached the buyer {(seen['t'] - ended) / 1e6:.1f} s after its server had died"


@rule("I14.seller_can_read_the_end")
def seller_can_read_the_end(evidence):
    for lead, read in evidence.reads.items():
        if read["http"] not in (200, 202) and lead in evidence.leads:
            yield lead, f"GET says {read['http']}"
        elif read["http"] == 202 and not evidence.is_open(lead) and lead in evidence.leads:
            yield lead, f"GET says pending, on record is {evidence.status_of(lead) or 'no outcome'}"
