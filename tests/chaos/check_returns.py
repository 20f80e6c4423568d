"""What buyers gave back is booked once, and sold again to others only, where the reason allows it and at most once."""

from .evidence import grouped
from .findings import rule
from .roster import RESOLD_FOR


def accepted(evidence):
    """The accepted returns by lead."""
    return {row["lead_id"]: row for row in evidence.tables["return_decision"] if row["decision"] == "accepted"}


@rule("I12.return_is_booked")
def return_is_booked(evidence):
    booked = accepted(evidence)
    for tried in evidence.returns:
        says = tried["says"]
        is_told = tried["http"] == 200 or (tried["http"] == 409 and says.get("return_status") == "returned")
        if is_told and tried["lead"] not in booked:
            yield tried["lead"], f"was told {says}, and no return is booked"
        if tried["http"] not in (0, 200, 404, 409, 503):
            yield tried["lead"], f"could not be given back: {tried['http']} {says}"


# By whom it was sold to. Tries are a second apart: the first after the end may still have come before its commit.
@rule("I14.sale_can_be_given_back")
def sale_can_be_given_back(evidence):
    ended = {row["lead_id"]: row["at"] for row in evidence.tables["outcome"] if row["final"]}
    tries = grouped(evidence.returns, "lead", "buyer")
    for sale in evidence.tables["sale"]:
        lead, buyer = sale["lead_id"], sale["buyer"]
        since = [tried["http"] for tried in tries.get((lead, buyer), []) if tried["at"] > ended.get(lead, tried["at"])]
        if len(since) > 2 and all(http == 404 for http in since):
            yield lead, f"was sold to {buyer}, which was told {len(since)} times that it was not"


# Without an answer it may have been booked: then the same again is answered with 409.
@rule("I12.return_was_asked_for")
def return_was_asked_for(evidence):
    asked = {tried["lead"] for tried in evidence.returns}
    for lead in accepted(evidence):
        if lead not in asked:
            yield lead, "is booked as returned, and no buyer gave it back"
    for lead, tries in grouped(evidence.returns, "lead").items():
        if sum(tried["http"] == 200 for tried in tries) > 1:
            yield lead, "was taken back more than once"


@rule("I1.resale_is_of_a_return")
def resale_is_of_a_return(evidence):
    reasons = {row["lead_id"]: row["reason"] for row in evidence.tables["sale_return"]}
    booked = accepted(evidence)
    for row in evidence.tables["resale"]:
        if row["of_lead_id"] not in booked:
            yield row["lead_id"], f"is a resale of {row['of_lead_id']}, which was not returned"
        elif reasons.get(row["of_lead_id"]) != RESOLD_FOR:
            yield row["lead_id"], f"is a resale of {row['of_lead_id']}, returned as {reasons.get(row['of_lead_id'])}"


@rule("I1.resold_to_nobody_who_had_it")
def resold_to_nobody_who_had_it(evidence):
    had = {lead: {seen["order"] for seen in posts} for lead, posts in grouped(evidence.posts, "lead").items()}
    for lead in evidence.leads:
        for earlier in evidence.earlier(lead):
            again = had.get(lead, set()) & had.get(earlier, set())
            if again:
                yield lead, f"was posted to {', '.join(sorted(again))}, as {earlier} had been"


@rule("I2.one_resale_a_sale")
def one_resale_a_sale(evidence):
    for sale, rows in grouped(evidence.tables["resale"], "of_lead_id", "of_slot").items():
        standing = [row["lead_id"] for row in rows if not evidence.is_nobodys(row["lead_id"])]
        if len(standing) > 1:
            yield sale[0], f"was resold {len(standing)} times"


# Where somebody is left who buys without a cap. (An order that is full has more room tomorrow: such a lead waits.)
@rule("I14.what_is_due_is_resold")
def what_is_due_is_resold(evidence):
    resold = {row["of_lead_id"] for row in evidence.tables["resale"] if not evidence.is_nobodys(row["lead_id"])}
    had = {lead: {seen["order"] for seen in posts} for lead, posts in grouped(evidence.posts, "lead").items()}
    for lead, row in accepted(evidence).items():
        if not row.get("resells") or lead in resold or lead not in evidence.leads:
            continue
        age = evidence.leads[lead]["age"]
        left = [order.name for order in evidence.orders.values()
                if not order.cap and order.ages[0] <= age <= order.ages[1] and order.name not in had.get(lead, set())]
        if left:
            yield lead, f"was returned, could have been sold to {', '.join(left)}, and never was"
