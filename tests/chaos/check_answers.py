"""I10 and I11: what a seller was told is so and stays so, however often it asks."""

import json

from .evidence import grouped, micros
from .findings import rule

FINAL = ("sold", "unsold")


def final_answers(evidence):
    return [told for told in evidence.told if told["http"] == 200]


@rule("I10.acknowledged_is_stored")
def acknowledged_is_stored(evidence):
    for told in evidence.told:
        if told["http"] in (200, 202) and told["says"]["lead_id"] not in evidence.leads:
            yield told["says"]["lead_id"], f"was told {told['says']['status']}, and is not stored"


@rule("I10.told_what_is_stored")
def told_what_is_stored(evidence):
    for told in final_answers(evidence):
        says, lead = told["says"], told["says"]["lead_id"]
        if lead in evidence.leads and says["status"] != evidence.status_of(lead):
            yield lead, f"was told {says['status']}, stored is {evidence.status_of(lead) or 'no outcome'}"


@rule("I10.told_what_is_paid")
def told_what_is_paid(evidence):
    for told in final_answers(evidence):
        says, lead = told["says"], told["says"]["lead_id"]
        paid = sum(sale["payout"] for sale in evidence.sales.get(lead, []))
        promised = micros(says.get("payout", "0")) if says["status"] == "sold" else 0
        if paid != promised:
            yield lead, f"was told {says['status']} with payout {promised}, stored is {paid}"


@rule("I10.get_says_the_same")
def get_says_the_same(evidence):
    for told in final_answers(evidence):
        read = evidence.reads.get(told["says"]["lead_id"])
        if read and read["http"] == 200 and read["answer"] != told["answer"]:
            yield told["says"]["lead_id"], f"was told {told['answer']}, GET says {read['answer']}"
    for lead, read in evidence.reads.items():
        if read["http"] == 200 and lead in evidence.leads and json.loads(read["answer"])["status"] != evidence.status_of(lead):
            yield lead, f"GET says {read['answer']}, stored is {evidence.status_of(lead)}"


@rule("I10.no_server_error")
def no_server_error(evidence):
    for told in evidence.told:
        if told["http"] >= 500 and told["http"] != 503:
            yield f"submission {told['n']}", f"was answered with {told['http']}"
        elif 400 <= told["http"] < 500 and not told["asked"]["altered"]:
            yield f"submission {told['n']}", f"was answered with {told['http']}: {told['answer'][:200]}"


def repeated(evidence):
    """The unaltered answers of each submission that was sent more than once."""
    same = grouped([told for told in evidence.told if not told["asked"]["altered"]], "n")
    return {number: answers for number, answers in same.items() if len(answers) > 1}


@rule("I11.one_lead_a_submission")
def one_lead_a_submission(evidence):
    for number, answers in repeated(evidence).items():
        leads = {told["says"]["lead_id"] for told in answers if told["http"] in (200, 202)}
        if len(leads) > 1:
            yield f"submission {number} ({answers[0]['asked']['how']})", f"became {len(leads)} leads: {sorted(leads)}"


@rule("I11.same_bytes")
def same_bytes(evidence):
    for number, answers in repeated(evidence).items():
        texts = {told["answer"] for told in answers if told["http"] == 200}
        if len(texts) > 1:
            yield f"submission {number} ({answers[0]['asked']['how']})", f"got {len(texts)} different answers"


# A submission that was answered 503 before it was known to be stored: when it is stored after all, it ends at once as
# interrupted and nobody is asked. A 503 is never remembered, so that the same key may become a lead of its own.
def was_given_up(evidence, lead):
    ended = evidence.outcomes.get(lead["lead_id"], [])
    return bool(ended) and ended[-1]["reason"] == "interrupted" and ended[-1]["epoch"] == lead["epoch"] \
        and lead["lead_id"] not in evidence.asked_leads


@rule("I11.one_lead_a_key")
def one_lead_a_key(evidence):
    stored = [row for row in evidence.tables["lead"]
              if not was_given_up(evidence, row) and row["lead_id"] not in evidence.resale_of]
    keyed = [row for row in stored if row["idempotency_key"]]
    for (seller, key), rows in grouped(keyed, "seller", "idempotency_key").items():
        if len(rows) > 1:
            yield f"{seller} {key}", f"stands for {len(rows)} leads"
    referred = [row for row in stored if row["ref"] and not row["idempotency_key"]]
    for (seller, ref), rows in grouped(referred, "seller", "ref").items():
        if len(rows) > 1:
            yield f"{seller} {ref}", f"stands for {len(rows)} leads"


@rule("I11.one_sale_a_submission")
def one_sale_a_submission(evidence):
    for number, answers in repeated(evidence).items():
        sold = {told["says"]["lead_id"] for told in answers if told["http"] == 200 and told["says"]["status"] == "sold"}
        if len(sold) > 1:
            yield f"submission {number} ({answers[0]['asked']['how']})", f"was sold {len(sold)} times"


@rule("I11.other_body_is_refused")
def other_body_is_refused(evidence):
    for told in evidence.told:
        if told["asked"]["altered"] and told["http"] not in (422, 503):
            yield f"submission {told['n']}", f"with another body under its key was answered {told['http']}"
