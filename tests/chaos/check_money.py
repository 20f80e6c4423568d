"""I12 and I13: the ledger balances, and the price is what was bid."""

from .evidence import grouped, micros
from .findings import rule
from .roster import FLOOR, PAYOUT_PERCENT

CENT = 10_000


@rule("I12.transactions_balance")
def transactions_balance(evidence):
    entries = grouped(evidence.tables["ledger_entry"], "lead_id", "walk", "kind")
    for (lead, _, kind), lines in entries.items():
        if sum(line["amount"] for line in lines) != 0:
            yield lead, f"its {kind} sums to {sum(line['amount'] for line in lines)}"
        if len({line["currency"] for line in lines}) > 1:
            yield lead, f"its {kind} mixes currencies"


@rule("I12.ledger_sums_to_zero")
def ledger_sums_to_zero(evidence):
    total = sum(line["amount"] for line in evidence.tables["ledger_entry"])
    if total != 0:
        yield "ledger", f"sums to {total}"


@rule("I12.entries_are_the_sales")
def entries_are_the_sales(evidence):
    booked = grouped(evidence.tables["ledger_entry"])
    for lead in set(booked) | set(evidence.sales):
        want = sorted(entry for sale in evidence.sales.get(lead, [])
                      for entry in entries_of(sale) + return_entries_of(sale, evidence.bears.get(lead)))
        have = sorted((line["account"], line["party"], line["amount"]) for line in booked.get(lead, []))
        if want != have:
            yield lead, f"its entries are {have}, not {want}"


def entries_of(sale):
    return [("buyer", sale["buyer"], sale["price"]), ("seller", sale["seller"], -sale["payout"]), ("margin", "", -sale["margin"])]


# The buyer gets all of it back, out of the seller's payout and our margin, or of our margin alone.
def return_entries_of(sale, bears):
    if bears is None:
        return []
    buyer, margin = ("buyer", sale["buyer"], -sale["price"]), ("margin", "", sale["price"] - sale["payout"])
    if bears == "network":
        return [buyer, ("margin", "", sale["price"])]
    return [buyer, ("seller", sale["seller"], sale["payout"]), margin]


# A seller that kept the payout of a returned lead gets nothing more for it.
@rule("I12.payout_is_the_share")
def payout_is_the_share(evidence):
    for lead, sales in evidence.sales.items():
        is_paid = any(evidence.bears.get(earlier) == "network" for earlier in evidence.earlier(lead))
        for sale in sales:
            due = 0 if is_paid else sale["price"] * PAYOUT_PERCENT // 100 // CENT * CENT
            if sale["payout"] != due or sale["margin"] != sale["price"] - due:
                yield lead, f"pays {sale['payout']} of {sale['price']}, margin {sale['margin']}; due are {due}"


# A buyer pays what it bid in the ping of that very lead, or its fixed price; and was told so in the post.
@rule("I13.price_is_the_bid")
def price_is_the_bid(evidence):
    prices = {(seen["lead"], seen["order"]): seen["price"] for seen in evidence.posts}
    for lead, sales in evidence.sales.items():
        for sale in sales:
            bid = prices.get((lead, sale["order_name"]))
            if bid is not None and bid != sale["price"]:
                yield lead, f"is sold for {sale['price']}, {sale['order_name']} bid {bid}"
            if sale["price"] < FLOOR:
                yield lead, f"is sold for {sale['price']}, below the floor of {FLOOR}"


@rule("I13.post_names_the_bid")
def post_names_the_bid(evidence):
    for seen in evidence.posts:
        if micros(seen["asked"] or "0") != seen["price"]:
            yield seen["offer"], f"asks {seen['asked']}, the buyer bid {seen['price']}"


@rule("I13.ping_price_is_on_record")
def ping_price_is_on_record(evidence):
    bids = {seen["offer"]: seen["price"] for seen in evidence.requests if seen["verdict"] == "bid"}
    for offer, attempt in evidence.attempts.items():
        if attempt["result"] == "bid" and offer in bids and attempt["price"] != bids[offer]:
            yield offer, f"is on record with {attempt['price']}, the buyer bid {bids[offer]}"


# An answer that was mixed up with another one shows in the buyer's own reference.
@rule("I13.references_are_the_buyers")
def references_are_the_buyers(evidence):
    posted = {(seen["lead"], seen["order"]): seen for seen in evidence.posts}
    pinged = {(seen["lead"], seen["order"]): seen for seen in evidence.requests if seen["phase"] == "ping"}
    for lead, sales in evidence.sales.items():
        for sale in sales:
            seen = posted.get((lead, sale["order_name"]))
            if seen and sale["reference"] and sale["reference"] != seen["ref"]:
                yield lead, f"is sold under reference {sale['reference']}, the buyer gave {seen['ref']}"
    for key, seen in posted.items():
        if key in pinged and seen["given_ref"] != pinged[key]["ref"]:
            yield seen["offer"], f"refers to {seen['given_ref']}, the ping's reply said {pinged[key]['ref']}"
