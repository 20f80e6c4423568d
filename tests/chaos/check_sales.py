"""I1 to I4: a lead is sold once, and what is unknown is known to be."""

from .evidence import grouped, offer_id
from .findings import rule

UNHEARD = ("late", "reset", "hang", "half")  # manners in which no understood answer comes in time
UNKNOWN_RESULTS = ("unknown", "timeout", "interrupted")
SLACK_US = 200_000
SETTLING_US = 1_000_000  # from a late answer until its settlement is durable


@rule("I1.sold_once")
def sold_once(evidence):
    holders = {lead: {seen["order"] for seen in accepts} for lead, accepts in grouped(evidence.accepts, "lead").items()}
    for lead, orders in holders.items():
        orders |= {sale["order_name"] for sale in evidence.sales.get(lead, [])}
        if len(orders) > 1:
            yield lead, f"is in the hands of {', '.join(sorted(orders))}"


@rule("I1.sale_was_accepted")
def sale_was_accepted(evidence):
    accepted = {(seen["lead"], seen["order"]) for seen in evidence.accepts}
    for lead, sales in evidence.sales.items():
        for sale in sales:
            if (lead, sale["order_name"]) not in accepted and not evidence.is_settled(lead):
                yield lead, f"is sold to {sale['order_name']}, which never accepted it"


# An accept is a sale, or unknown; never a refusal. (A lead without any outcome is I14's.)
@rule("I1.accept_is_kept")
def accept_is_kept(evidence):
    for seen in evidence.accepts:
        lead = seen["lead"]
        if any(sale["order_name"] == seen["order"] for sale in evidence.sales.get(lead, [])):
            continue
        if evidence.has_outcome(lead) and not evidence.is_open(lead) and not evidence.is_settled(lead):
            yield seen["offer"], f"was accepted, and the lead is {evidence.status_of(lead)}"


@rule("I2.one_sale_a_lead")
def one_sale_a_lead(evidence):
    for lead, sales in evidence.sales.items():
        if len(sales) > 1:
            yield lead, f"has {len(sales)} sales"


@rule("I2.posted_once_to_a_buyer")
def posted_once_to_a_buyer(evidence):
    for (lead, order), seen in grouped(evidence.posts, "lead", "order").items():
        if len(seen) > 1:
            yield lead, f"was posted {len(seen)} times to {order}"


@rule("I3.silence_is_on_record")
def silence_is_on_record(evidence):
    for seen in evidence.posts:
        if seen["manner"] not in UNHEARD or not evidence.has_outcome(seen["lead"]):
            continue
        attempt = evidence.attempts.get(seen["offer"])
        if attempt is None or attempt["result"] not in UNKNOWN_RESULTS:
            yield seen["offer"], f"got no answer ({seen['manner']}), on record is {attempt and attempt['result']}"


# Every silent post of a buyer whose silence means "perhaps" has made its lead pending.
@rule("I3.silence_holds_the_lead")
def silence_holds_the_lead(evidence):
    for seen in evidence.posts:
        if seen["manner"] not in UNHEARD or evidence.orders[seen["order"]].no_answer != "hold":
            continue
        if not evidence.has_outcome(seen["lead"]):
            continue
        pending = any(not row["final"] for row in evidence.outcomes.get(seen["lead"], []))
        rows = evidence.candidates.get((seen["lead"], seen["order"]), [])
        if not pending or not any(row["reason"] == "post_unknown" for row in rows):
            yield seen["offer"], f"got no answer ({seen['manner']}), and the lead was never pending for it"


# A killed server took the answers with it: what it knew when it went on is what the buyer had said.
def had_refused(evidence, attempt):
    if attempt["result"] != "interrupted":
        return False
    seen = [one for one in evidence.posts if one["offer"] == offer_id(attempt)]
    return not seen or (seen[0]["verdict"] == "rejected" and seen[0]["manner"] not in UNHEARD)


@rule("I3.nobody_else_is_asked")
def nobody_else_is_asked(evidence):
    postings = grouped(evidence.tables["posting"])
    for attempt in evidence.tables["attempt"]:
        if attempt["phase"] != "post" or attempt["result"] not in UNKNOWN_RESULTS:
            continue
        if evidence.orders[attempt["order_name"]].no_answer != "hold":
            continue
        held = evidence.postings.get((attempt["lead_id"], attempt["order_name"]))
        for later in postings[attempt["lead_id"]]:
            if held and later["at"] > held["at"] and not had_refused(evidence, attempt):
                yield offer_id(attempt), f"is unknown, and the lead was posted to {later['order_name']} afterwards"


@rule("I3.the_operator_sees_it")
def the_operator_sees_it(evidence):
    is_open = {row["lead_id"] for row in evidence.tables["lead"] if evidence.is_open(row["lead_id"])}
    if evidence.unknown is None:
        if is_open:
            yield "GET /v1/admin/unknown", f"could not be read, with {len(is_open)} leads pending"
        return
    listed = [one["lead_id"] for one in evidence.unknown]
    for lead in is_open - set(listed):
        yield lead, "is pending, and not in the operator's list"
    for lead in set(listed) - is_open:
        yield lead, f"is in the operator's list, and {evidence.status_of(lead)}"
    for lead in {lead for lead in listed if listed.count(lead) > 1}:
        yield lead, "is twice in the operator's list"


def held_posts(evidence):
    """(lead, order, posting) of each lead that is or was pending for an unknown post."""
    for (lead, order), rows in evidence.candidates.items():
        if any(row["reason"] == "post_unknown" and not row["final"] for row in rows):
            yield lead, evidence.orders[order], evidence.postings.get((lead, order))


@rule("I4.settled_in_time")
def settled_in_time(evidence):
    for lead, order, _ in held_posts(evidence):
        if order.settle_after_s and evidence.is_open(lead):
            yield lead, f"is still pending for {order.name}, which settles after {order.settle_after_s} s"


# Before `settle_after` only somebody's word settles, and it is the buyer's own; afterwards the contract may, too.
@rule("I4.settled_as_the_buyer_says")
def settled_as_the_buyer_says(evidence):
    verdicts = {(seen["lead"], seen["order"]): seen["verdict"] for seen in evidence.posts}
    for lead, order, posting in held_posts(evidence):
        if not evidence.is_settled(lead) or posting is None:
            continue
        said = verdicts.get((lead, order.name), "never saw it")
        right = {"sold" if said == "accepted" else "unsold"}
        if order.settle_after_s and evidence.outcomes[lead][-1]["at"] >= posting["at"] + 1e6 * order.settle_after_s:
            right.add("sold" if order.settle_as == "sold" else "unsold")
        if evidence.status_of(lead) not in right:
            yield lead, f"was settled as {evidence.status_of(lead)}; {order.name}: {said}"


# What the operator settled is settled as the operator said, and not both ways.
@rule("I4.operator_settles_once")
def operator_settles_once(evidence):
    for offer, tries in grouped(evidence.operator, "offer").items():
        done = [one for one in tries if one["http"] == 200]
        wanted = {"sold": "sold", "rejected": "unsold"}
        lead = offer.partition(".")[0]
        # The same decision again is told as done; that it has one effect, another rule sees to.
        if len({one["settle_as"] for one in done}) > 1:
            yield offer, "was settled both ways by the operator"
        for one in done:
            if evidence.status_of(lead) != wanted[one["settle_as"]]:
                yield offer, f"was settled as {one['settle_as']} by the operator, and is {evidence.status_of(lead)}"
        if any(one["http"] not in (200, 409) for one in tries):
            yield offer, f"the operator was answered {[one['http'] for one in tries]}"
        elif not done and evidence.is_open(lead):
            yield offer, "could not be settled by the operator, and is still pending"


# A late answer that the server can have read, as nobody disturbed it meanwhile, settles the post at once.
@rule("I4.late_answer_settles")
def late_answer_settles(evidence):
    disturbed = list(disturbances(evidence))
    for seen in evidence.posts:
        heard_at = evidence.answered_late.get(seen["offer"])
        if heard_at is None or evidence.orders[seen["order"]].no_answer != "hold" or not evidence.is_open(seen["lead"]):
            continue
        if not any(begin < heard_at + SETTLING_US and end > seen["t"] - SLACK_US for begin, end in disturbed):
            yield seen["offer"], f"was {seen['verdict']} late, and is still pending"


def disturbances(evidence):
    """(begin, end) of each fault that can keep the server from reading or writing, us."""
    begin = None
    for line in evidence.faults:
        if line["e"] == "fault":
            begin = line["t"]
        elif line["e"] == "healed" and line["kind"] != "commit_cut":
            yield begin, line["t"] + SLACK_US


@rule("I4.settled_with_one_effect")
def settled_with_one_effect(evidence):
    entries = grouped(evidence.tables["ledger_entry"])
    for lead in evidence.leads:
        if not evidence.is_settled(lead):
            continue
        kinds = {(row["walk"], row["kind"]) for row in entries.get(lead, []) if row["kind"] != "return"}
        wanted = 1 if evidence.status_of(lead) == "sold" else 0
        if len(evidence.sales.get(lead, [])) != wanted or len(kinds) != wanted:
            yield lead, f"was settled as {evidence.status_of(lead)} with {len(evidence.sales.get(lead, []))} sales and " \
                        f"{len(kinds)} transactions"
