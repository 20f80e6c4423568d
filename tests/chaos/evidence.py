"""What the judge may look at: the logs of buyers, sellers and of the faults, and PostgreSQL's rows. Nothing else."""

import collections
import dataclasses
import functools
import json

from .journal import read_journal
from .roster import DOLLAR, orders_of

MICROS = "(extract(epoch from {})*1000000)::bigint"

# With the time of each row's commit, where a buyer must not have seen anything before.
QUERIES = {
    "lead": f"select lead_id, {MICROS.format('at')} as at, seller, ref, idempotency_key, epoch, fields->>'credit' as credit, (fields->>'age')::integer as age, "
            f"{MICROS.format('pg_xact_commit_timestamp(xmin)')} as committed from lead",
    "posting": f"select lead_id, order_name, attempt, {MICROS.format('at')} as at, price, payout, epoch, "
               f"{MICROS.format('pg_xact_commit_timestamp(xmin)')} as committed from posting",
    "outcome": f"select lead_id, walk, final, {MICROS.format('at')} as at, status, reason, epoch from outcome order by walk, final",
    "candidate": "select lead_id, walk, final, order_name, reason, detail from candidate",
    "attempt": f"select lead_id, order_name, phase, attempt, final, {MICROS.format('started_at')} as at, result, detail, "
               "http_status, price, epoch from attempt",
    "sale": "select lead_id, slot, order_name, buyer, seller, reference, price, payout, margin, epoch from sale",
    "ledger_entry": "select lead_id, walk, kind, line, account, party, currency, amount from ledger_entry",
    "sale_return": "select lead_id, slot, buyer, reason from sale_return",
    "return_decision": "select lead_id, slot, decision, bears from return_decision",
    "refusal": "select lead_id, seller, reason from refusal",
    "poisoned": "select kind, lead_id, sqlstate, message from poisoned",
}

# Of servers that can.
RESALE_QUERIES = {
    "return_decision": "select lead_id, slot, decision, bears, resell_until is not null as resells from return_decision",
    "resale": "select lead_id, of_lead_id, of_slot, attempt from resale",
}
TABLES = [*QUERIES, *(RESALE_QUERIES.keys() - QUERIES.keys())]


def micros(text):
    """Of a decimal amount as it is written in answers and requests."""
    whole, _, part = text.partition(".")
    return int(whole) * DOLLAR + int((part + "000000")[:6])


@dataclasses.dataclass
class Evidence:
    orders: dict  # by name
    sellers: list
    buyers: list
    faults: list
    tables: dict
    unknown: list | None = None  # the operator's list at the end; None if it could not be had
    operator: list = dataclasses.field(default_factory=list)
    returns: list = dataclasses.field(default_factory=list)  # what buyers gave back, and what they were told

    @functools.cached_property
    def posts(self):
        """What buyers saw of posts."""
        return [seen for seen in self.requests if seen["phase"] == "post"]

    @functools.cached_property
    def requests(self):
        return [seen for seen in self.buyers if "phase" in seen]

    @functools.cached_property
    def asked_leads(self):
        return {seen["lead"] for seen in self.requests}

    @functools.cached_property
    def answered_late(self):
        return {seen["offer"]: seen["t"] for seen in self.buyers if seen.get("e") == "answered"}

    @functools.cached_property
    def leads(self):
        return {row["lead_id"]: row for row in self.tables["lead"]}

    @functools.cached_property
    def attempts(self):
        """By offer id."""
        return {offer_id(row): row for row in self.tables["attempt"]}

    @functools.cached_property
    def postings(self):
        """By (lead, order)."""
        return {(row["lead_id"], row["order_name"]): row for row in self.tables["posting"]}

    @functools.cached_property
    def outcomes(self):
        """By lead, in the order of writing."""
        return grouped(self.tables["outcome"])

    @functools.cached_property
    def candidates(self):
        """By (lead, order), pending ones first."""
        return grouped(sorted(self.tables["candidate"], key=lambda row: row["final"]), "lead_id", "order_name")

    @functools.cached_property
    def sales(self):
        return grouped(self.tables["sale"])

    @functools.cached_property
    def told(self):
        """Answers of the server to submissions, with what was asked (`asked`) and the parsed answer (`says`)."""
        asked = {(line["n"], line["try"]): line for line in self.sellers if line["e"] == "sent"}
        return [dict(line, asked=asked[line["n"], line["try"]], says=json.loads(line["answer"]))
                for line in self.sellers if line["e"] == "told"]

    @functools.cached_property
    def reads(self):
        """The last GET of each lead."""
        return {line["lead"]: line for line in self.sellers if line["e"] == "read"}

    @functools.cached_property
    def resale_of(self):
        return {row["lead_id"]: row["of_lead_id"] for row in self.tables["resale"]}

    @functools.cached_property
    def bears(self):
        """Who pays for the return of a lead."""
        return {row["lead_id"]: row["bears"] for row in self.tables["return_decision"] if row["decision"] == "accepted"}

    def earlier(self, lead):
        """The leads that this one is a resale of."""
        while lead in self.resale_of:
            lead = self.resale_of[lead]
            yield lead

    def is_nobodys(self, lead):
        """Interrupted before anybody had it: as if it had never been."""
        outcomes = self.outcomes.get(lead)
        return bool(outcomes) and outcomes[-1]["reason"] == "interrupted" and lead not in self.posted_leads

    @functools.cached_property
    def posted_leads(self):
        return {row["lead_id"] for row in self.tables["posting"]}

    def has_outcome(self, lead):
        return bool(self.outcomes.get(lead))

    def status_of(self, lead):
        """The last word of PostgreSQL on a lead; empty if there is none."""
        outcomes = self.outcomes.get(lead)
        return outcomes[-1]["status"] if outcomes else ""

    def is_settled(self, lead):
        """Ended after it had been pending."""
        return len({row["final"] for row in self.outcomes.get(lead, [])}) == 2

    def is_open(self, lead):
        return self.status_of(lead) == "pending"

    def is_void(self, seen):
        """An accept that did not reach the server in time, of a buyer whose contract says that silence is a refusal."""
        if self.orders[seen["order"]].no_answer != "reject":
            return False
        attempt = self.attempts.get(seen["offer"])
        return attempt is None or attempt["result"] in ("timeout", "unknown", "interrupted")

    def is_settled_against(self, seen):
        """Settled as rejected although the buyer took it, as `settle_as` or an operator wanted it."""
        return self.is_settled(seen["lead"]) and self.status_of(seen["lead"]) == "unsold"

    @functools.cached_property
    def accepts(self):
        """What buyers hold to be theirs."""
        return [seen for seen in self.posts if seen["verdict"] == "accepted" and not self.is_void(seen)]


def offer_id(row):
    return f"{row['lead_id']}.{row['order_name']}.{row['phase']}.{row['attempt']}"


def grouped(rows, *names):
    names = names or ("lead_id",)
    groups = collections.defaultdict(list)
    for row in rows:
        key = tuple(row[name] for name in names)
        groups[key if len(key) > 1 else key[0]].append(row)
    return groups


def keep_tables(database, folder, features):
    """Reads all tables, and writes them beside the logs so that the judge can be asked again."""
    for name, query in (QUERIES | (RESALE_QUERIES if "resale" in features else {})).items():
        with (folder / f"{name}.rows.jsonl").open("w") as out:
            for row in database.rows(query):
                out.write(json.dumps(row) + "\n")


def read_evidence(folder):
    about = json.loads((folder / "run.json").read_text())
    return Evidence(
        orders={order.name: order for order in orders_of(about["roster"], about["minutes"])},
        sellers=read_journal(folder / "sellers.jsonl"), buyers=read_journal(folder / "buyers.jsonl"),
        faults=read_journal(folder / "faults.jsonl"),
        tables={name: read_journal(folder / f"{name}.rows.jsonl") for name in TABLES},
        unknown=about["unknown"], operator=read_journal(folder / "operator.jsonl"),
        returns=read_journal(folder / "returns.jsonl"))
