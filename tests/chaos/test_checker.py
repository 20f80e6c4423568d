"""Each rule holds for a small true story and is broken by a lie planted for it."""

import copy
import dataclasses
import json
import unittest

from . import checker
from .evidence import TABLES, Evidence
from .roster import CALM_CREDIT, DOLLAR, MARKET, NOT_RESOLD_FOR, RESOLD_FOR, Cap

SECOND = 1_000_000
START = 1_800_000_000 * SECOND
SOLD, HELD, SETTLED, KILLED, FULL, VOID, RETURNED, AGAIN = (f"lead-{number}" for number in range(1, 9))


def orders():
    by_name = {order.name: order for order in MARKET}
    by_name["counter"] = dataclasses.replace(by_name["counter"], cap=Cap("total", count=1))
    return by_name


class Story:
    """Eight leads: one sold, one held by a buyer that never answered, one settled by a late answer, one that a kill interrupted, one
    that came when everything was healed and a cap was full, one whose first buyer's silence is a refusal by contract, and one that was given back, at the network's cost, and sold again."""

    def __init__(self):
        self.sellers, self.buyers, self.faults = [], [], []
        self.tables = {name: [] for name in TABLES}
        self.operator, self.returns = [], []
        self.unknown = [{"lead_id": HELD, "offer_id": f"{HELD}.counter.post.0"}]
        for number, lead in enumerate((SOLD, HELD, SETTLED, KILLED, FULL, VOID, RETURNED, AGAIN)):
            self.receive(lead, START + 20 * number * SECOND, number)
        self.tell_sold()
        self.tell_held()
        self.tell_settled()
        self.tell_killed()
        self.tell_full()
        self.tell_void()
        self.tell_returned()

    def at(self, lead):
        return next(row["at"] for row in self.tables["lead"] if row["lead_id"] == lead)

    def receive(self, lead, at, number):
        key = "key-1" if lead == SOLD else ""
        self.tables["lead"].append({"lead_id": lead, "at": at, "seller": "acme", "ref": f"ref-{number}", "idempotency_key": key,
                                    "epoch": 1 if lead == KILLED else 2, "credit": CALM_CREDIT if lead == FULL else "good", "age": 30,
                                    "committed": at + 1000})
        self.sellers.append({"t": at, "e": "sent", "n": number, "try": 0, "seller": "acme", "how": "header", "key": key, "altered": False,
                             "calm": False})

    def ask(self, lead, order, phase, verdict, result, price=0, manner="prompt", later_us=0):
        at = self.at(lead) + later_us + (20_000 if phase == "post" else 2_000)
        offer = f"{lead}.{order}.{phase}.0"
        self.buyers.append({"t": at, "order": order, "addressed": order, "phase": phase, "offer": offer, "lead": lead, "attempt": 0,
                            "manner": manner, "verdict": verdict, "price": price, "ref": f"{phase}-{order}",
                            "asked": f"{price / DOLLAR:.2f}" if phase == "post" else "",
                            "given_ref": f"ping-{order}" if phase == "post" else ""})
        self.tables["attempt"].append({"lead_id": lead, "order_name": order, "phase": phase, "attempt": 0, "final": True, "at": at,
                                       "result": result, "detail": "", "http_status": 200 if result in ("bid", "accepted") else 0,
                                       "price": price if result == "bid" else None, "epoch": 2})
        if phase == "post":
            self.tables["posting"].append({"lead_id": lead, "order_name": order, "attempt": 0, "at": at - 2000, "price": price,
                                           "payout": price * 80 // 100, "epoch": 2, "committed": at - 1000})

    def end(self, lead, status, later_us, final=True):
        self.tables["outcome"].append({"lead_id": lead, "walk": 0, "final": final, "at": self.at(lead) + later_us, "status": status,
                                       "reason": "", "epoch": 2})

    def rank(self, lead, order, reason, final=True):
        self.tables["candidate"].append({"lead_id": lead, "walk": 0, "final": final, "order_name": order, "reason": reason, "detail": ""})

    def book(self, lead, order, price, percent=80):
        payout = price * percent // 100
        self.tables["sale"].append({"lead_id": lead, "slot": 0, "order_name": order, "buyer": order, "seller": "acme",
                                    "reference": f"post-{order}", "price": price, "payout": payout, "margin": price - payout, "epoch": 2})
        lines = [("buyer", order, price), ("seller", "acme", -payout), ("margin", "", payout - price)]
        for line, (account, party, amount) in enumerate(lines):
            self.tables["ledger_entry"].append({"lead_id": lead, "walk": 0, "kind": "sale", "line": line, "account": account,
                                                "party": party, "currency": "USD", "amount": amount})

    def tell(self, number, lead, status, payout=None, http=200, number_of_try=0):
        answer = {"lead_id": lead, "status": status}
        if payout:
            answer["payout"] = payout
        self.sellers.append({"t": START, "e": "told", "n": number, "try": number_of_try, "http": http, "answer": json.dumps(answer)})

    def read(self, lead, status, payout=None, http=200):
        answer = {"lead_id": lead, "status": status}
        if payout:
            answer["payout"] = payout
        self.sellers.append({"t": START, "e": "read", "lead": lead, "seller": "acme", "http": http, "answer": json.dumps(answer)})

    def tell_sold(self):
        self.ask(SOLD, "steady", "ping", "bid", "bid", 10 * DOLLAR)
        self.ask(SOLD, "steady", "post", "accepted", "accepted", 10 * DOLLAR)
        self.end(SOLD, "sold", 30_000)
        self.rank(SOLD, "steady", "sold")
        self.book(SOLD, "steady", 10 * DOLLAR)
        self.tell(0, SOLD, "sold", "8.00")
        self.sellers.append(dict(self.sellers[0], **{"try": 1}))
        self.tell(0, SOLD, "sold", "8.00", number_of_try=1)
        self.sellers.append(dict(self.sellers[0], altered=True, **{"try": 2}))
        self.sellers.append({"t": START, "e": "told", "n": 0, "try": 2, "http": 422, "answer": "{}"})
        self.read(SOLD, "sold", "8.00")

    def tell_held(self):
        self.ask(HELD, "counter", "ping", "bid", "bid", 15 * DOLLAR)
        self.ask(HELD, "counter", "post", "accepted", "timeout", 15 * DOLLAR, manner="hang")
        self.end(HELD, "pending", 600_000, final=False)
        self.rank(HELD, "counter", "post_unknown", final=False)
        self.tell(1, HELD, "pending", http=202)
        self.read(HELD, "pending", http=202)

    def tell_settled(self):
        self.ask(SETTLED, "spender", "ping", "bid", "bid", 16 * DOLLAR)
        self.ask(SETTLED, "spender", "post", "accepted", "timeout", 16 * DOLLAR, manner="late")
        self.buyers.append({"e": "answered", "t": self.at(SETTLED) + SECOND, "offer": f"{SETTLED}.spender.post.0"})
        self.end(SETTLED, "pending", 600_000, final=False)
        self.rank(SETTLED, "spender", "post_unknown", final=False)
        self.end(SETTLED, "sold", SECOND)
        self.rank(SETTLED, "spender", "sold")
        self.book(SETTLED, "spender", 16 * DOLLAR)
        self.tell(2, SETTLED, "pending", http=202)
        self.read(SETTLED, "sold", "12.80")

    def tell_killed(self):
        self.ask(KILLED, "plain", "ping", "declined", "interrupted")
        self.end(KILLED, "unsold", 5 * SECOND)
        self.rank(KILLED, "plain", "stopped")
        killed_at = self.at(KILLED) + 100_000
        self.faults += [{"t": killed_at, "e": "fault", "kind": "server_kill"}, {"t": killed_at, "e": "gone", "epoch": 1},
                        {"t": killed_at + SECOND, "e": "serving", "epoch": 2}, {"t": killed_at + SECOND, "e": "healed", "kind": "server_kill"}]
        self.read(KILLED, "unsold")

    def tell_full(self):
        self.end(FULL, "unsold", 30_000)
        self.rank(FULL, "counter", "cap_count")
        self.tell(4, FULL, "unsold")
        self.read(FULL, "unsold")

    def tell_void(self):
        self.ask(VOID, "silent", "ping", "bid", "bid", 12 * DOLLAR)
        self.ask(VOID, "silent", "post", "accepted", "timeout", 12 * DOLLAR, manner="late")
        self.ask(VOID, "steady", "ping", "bid", "bid", 9 * DOLLAR)
        self.ask(VOID, "steady", "post", "accepted", "accepted", 9 * DOLLAR, later_us=600_000)
        self.end(VOID, "sold", 700_000)
        self.rank(VOID, "silent", "post_unknown")
        self.rank(VOID, "steady", "sold")
        self.book(VOID, "steady", 9 * DOLLAR)
        self.tell(5, VOID, "sold", "7.20")
        self.read(VOID, "sold", "7.20")

    def tell_returned(self):
        self.ask(RETURNED, "steady", "ping", "bid", "bid", 10 * DOLLAR)
        self.ask(RETURNED, "steady", "post", "accepted", "accepted", 10 * DOLLAR)
        self.end(RETURNED, "sold", 30_000)
        self.rank(RETURNED, "steady", "sold")
        self.book(RETURNED, "steady", 10 * DOLLAR)
        self.tell(6, RETURNED, "sold", "8.00")
        self.read(RETURNED, "sold", "8.00")
        for http, says in ((0, {}), (200, {"status": "returned"}), (409, {"return_status": "returned"})):
            self.returns.append({"at": self.at(RETURNED) + 40_000, "lead": RETURNED, "buyer": "steady", "reason": RESOLD_FOR, "http": http, "says": says})
        self.tables["sale_return"].append({"lead_id": RETURNED, "slot": 0, "buyer": "steady", "reason": RESOLD_FOR})
        self.tables["return_decision"].append({"lead_id": RETURNED, "slot": 0, "decision": "accepted", "bears": "network", "resells": True})
        for line, (account, party, amount) in enumerate([("buyer", "steady", -10 * DOLLAR), ("margin", "", 10 * DOLLAR)]):
            self.tables["ledger_entry"].append({"lead_id": RETURNED, "walk": 0, "kind": "return", "line": line, "account": account,
                                                "party": party, "currency": "USD", "amount": amount})
        self.tables["resale"].append({"lead_id": AGAIN, "of_lead_id": RETURNED, "of_slot": 0, "attempt": 0})
        self.row("lead", lead_id=AGAIN)["ref"] = self.row("lead", lead_id=RETURNED)["ref"]
        self.sellers.remove(self.line(e="sent", n=7))
        self.ask(AGAIN, "plain", "ping", "bid", "bid", 8 * DOLLAR)
        self.ask(AGAIN, "plain", "post", "accepted", "accepted", 8 * DOLLAR)
        self.end(AGAIN, "sold", 30_000)
        self.rank(AGAIN, "plain", "sold")
        self.book(AGAIN, "plain", 8 * DOLLAR, percent=0)

    # For the lies: the one row of a table, or line of a log, that fits.
    def row(self, table, **fits):
        return one(self.tables[table], fits)

    def seen(self, **fits):
        return one(self.buyers, fits)

    def line(self, **fits):
        return one(self.sellers, fits)

    def drop(self, table, **fits):
        self.tables[table].remove(self.row(table, **fits))

    def evidence(self):
        return Evidence(orders(), self.sellers, self.buyers, self.faults, self.tables, self.unknown, self.operator, self.returns)


def one(rows, fits):
    found = [row for row in rows if all(row.get(name) == value for name, value in fits.items())]
    if not found:
        raise AssertionError(f"nothing fits {fits}")
    return found[0]


LIES = {}


def lie(*rules):
    def register(function):
        for name in rules:
            LIES.setdefault(name, []).append(function)
        return function
    return register


@lie("I1.sold_once", "I3.nobody_else_is_asked")
def held_lead_is_sold_to_another(story):
    story.ask(HELD, "steady", "post", "accepted", "accepted", 9 * DOLLAR, later_us=SECOND)


@lie("I3.nobody_else_is_asked")
def interrupted_post_is_offered_to_another(story):
    story.row("attempt", lead_id=HELD, phase="post")["result"] = "interrupted"
    story.ask(HELD, "steady", "post", "rejected", "rejected", 9 * DOLLAR, later_us=SECOND)


@lie("I1.sale_was_accepted")
def reject_is_booked_as_a_sale(story):
    story.seen(offer=f"{SOLD}.steady.post.0")["verdict"] = "rejected"


@lie("I1.accept_is_kept")
def accept_is_taken_for_a_reject(story):
    story.drop("sale", lead_id=SOLD)
    story.row("outcome", lead_id=SOLD)["status"] = "unsold"


@lie("I2.one_sale_a_lead", "I12.entries_are_the_sales")
def sale_is_booked_twice(story):
    story.tables["sale"].append(dict(story.row("sale", lead_id=SOLD), slot=1))


@lie("I2.posted_once_to_a_buyer")
def post_is_repeated_as_another_attempt(story):
    again = dict(story.seen(offer=f"{SOLD}.steady.post.0"), attempt=1, offer=f"{SOLD}.steady.post.1")
    story.buyers.append(again)


@lie("I3.silence_is_on_record")
def silence_is_written_down_as_a_reject(story):
    story.row("attempt", lead_id=HELD, phase="post")["result"] = "rejected"


@lie("I3.silence_holds_the_lead")
def silent_post_ends_the_lead(story):
    story.row("outcome", lead_id=HELD).update(status="unsold", final=True)
    story.row("candidate", lead_id=HELD).update(reason="post_rejected", final=True)


@lie("I3.the_operator_sees_it")
def unknown_post_is_not_listed(story):
    story.unknown.clear()


@lie("I3.the_operator_sees_it")
def settled_post_is_listed(story):
    story.unknown.append({"lead_id": SETTLED})


@lie("I3.the_operator_sees_it")
def unknown_post_is_listed_twice(story):
    story.unknown.append(story.unknown[0])


@lie("I3.the_operator_sees_it")
def operator_has_no_list(story):
    story.unknown = None


@lie("I4.settled_in_time", "I4.late_answer_settles", "I10.get_says_the_same")
def nobody_settles(story):
    story.drop("outcome", lead_id=SETTLED, final=True)


@lie("I4.settled_as_the_buyer_says")
def accept_is_settled_as_a_reject(story):
    story.row("outcome", lead_id=SETTLED, final=True)["status"] = "unsold"


@lie("I4.settled_as_the_buyer_says")
def clock_settles_the_other_way(story):
    story.row("outcome", lead_id=SETTLED, final=True).update(status="unsold", at=story.at(SETTLED) + 20 * SECOND)


@lie("I4.settled_with_one_effect")
def settled_without_a_sale(story):
    story.drop("sale", lead_id=SETTLED)


@lie("I4.settled_with_one_effect")
def settled_twice(story):
    for line in [line for line in story.tables["ledger_entry"] if line["lead_id"] == SETTLED]:
        story.tables["ledger_entry"].append(dict(line, kind="settlement"))


def operator_says(story, http, settle_as="sold", offer=f"{SETTLED}.spender.post.0"):
    story.operator.append({"offer": offer, "settle_as": settle_as, "http": http})


@lie("I4.operator_settles_once")
def operator_settles_both_ways(story):
    operator_says(story, 200)
    operator_says(story, 200, "rejected")


@lie("I4.operator_settles_once")
def operator_is_not_obeyed(story):
    operator_says(story, 200, "rejected")


@lie("I4.operator_settles_once")
def operator_hears_of_no_such_post(story):
    operator_says(story, 404)


@lie("I4.operator_settles_once")
def operator_is_refused_for_ever(story):
    operator_says(story, 409, offer=f"{HELD}.counter.post.0")


@lie("I5.buyers_saw_no_more", "I5.books_hold_no_more")
def cap_of_one_is_sold_again(story):
    story.ask(FULL, "counter", "post", "accepted", "accepted", 15 * DOLLAR)
    story.book(FULL, "counter", 15 * DOLLAR)


@lie("I5.buyers_saw_no_more")
def money_beyond_the_cap_is_accepted(story):
    story.seen(offer=f"{SETTLED}.spender.post.0")["price"] = 12_001 * DOLLAR


@lie("I6.no_place_is_lost", "I6.demand_fills_the_cap")
def reservation_is_never_given_back(story):
    story.row("outcome", lead_id=HELD).update(status="unsold", final=True)


@lie("I6.no_place_is_lost")
def money_is_left_and_refused(story):
    story.rank(FULL, "spender", "cap_spend")


@lie("I8.seen_once")
def ping_is_sent_twice(story):
    story.buyers.append(story.seen(offer=f"{SOLD}.steady.ping.0"))


@lie("I8.addressed_right")
def ping_goes_to_another_buyer(story):
    story.seen(offer=f"{SOLD}.steady.ping.0")["order"] = "plain"


@lie("I8.ping_has_its_row")
def ping_is_forgotten(story):
    story.drop("attempt", lead_id=KILLED, phase="ping")


@lie("I8.post_has_its_row")
def post_is_forgotten(story):
    story.drop("attempt", lead_id=HELD, phase="post")


@lie("I8.post_has_its_row")
def seen_post_is_called_unsent(story):
    story.row("attempt", lead_id=HELD, phase="post")["result"] = "unsent"


@lie("I8.row_was_a_request")
def bid_is_invented(story):
    story.buyers.remove(story.seen(offer=f"{SOLD}.steady.ping.0"))


@lie("I8.answer_is_what_was_said")
def decline_is_taken_for_a_bid(story):
    story.seen(offer=f"{SOLD}.steady.ping.0")["verdict"] = "declined"


@lie("I8.no_row_is_set_aside")
def outcome_is_set_aside(story):
    story.tables["poisoned"].append({"kind": "outcome", "lead_id": SOLD, "sqlstate": "23505", "message": "duplicate key"})


@lie("I9.lead_before_ping", "I10.acknowledged_is_stored")
def lead_was_never_committed(story):
    story.drop("lead", lead_id=SOLD)


@lie("I9.lead_before_ping")
def ping_leaves_before_the_commit(story):
    story.row("lead", lead_id=SOLD)["committed"] += 5_000


@lie("I9.posting_before_post")
def post_leaves_before_the_commit(story):
    story.row("posting", lead_id=SOLD)["committed"] += 5_000


@lie("I9.posting_before_post")
def post_has_no_posting(story):
    story.drop("posting", lead_id=SOLD)


@lie("I10.told_what_is_stored")
def another_status_is_stored(story):
    story.row("outcome", lead_id=SOLD)["status"] = "unsold"


@lie("I10.told_what_is_stored", "I14.every_lead_ends")
def outcome_is_lost(story):
    story.drop("outcome", lead_id=FULL)


@lie("I10.told_what_is_paid")
def another_payout_is_stored(story):
    story.row("sale", lead_id=SOLD)["payout"] -= 10_000


@lie("I10.get_says_the_same")
def get_has_other_bytes(story):
    line = story.line(e="read", lead=SOLD)
    line["answer"] = line["answer"].replace(" ", "")


@lie("I10.no_server_error")
def server_fails(story):
    story.line(e="told", n=4).update(http=500, answer="{}")


@lie("I10.no_server_error")
def key_is_not_known(story):
    story.line(e="told", n=4).update(http=401, answer="{}")


@lie("I10.no_server_error")
def good_lead_is_not_understood(story):
    story.line(e="told", n=4).update(http=422, answer="{}")


@lie("I11.one_lead_a_submission", "I11.same_bytes", "I11.one_sale_a_submission")
def retry_becomes_another_lead(story):
    line = story.line(e="told", n=0, **{"try": 1})
    line["answer"] = line["answer"].replace(SOLD, VOID)


@lie("I11.one_lead_a_key")
def key_stands_for_two_leads(story):
    story.row("lead", lead_id=VOID)["idempotency_key"] = "key-1"


@lie("I11.one_lead_a_key")
def interrupted_lead_that_buyers_saw_is_walked_again(story):
    story.row("outcome", lead_id=KILLED).update(reason="interrupted", epoch=1)
    story.row("lead", lead_id=KILLED)["idempotency_key"] = "key-1"


@lie("I11.one_lead_a_key")
def ref_stands_for_two_leads(story):
    story.row("lead", lead_id=VOID)["ref"] = story.row("lead", lead_id=FULL)["ref"]


@lie("I11.other_body_is_refused")
def other_body_is_taken(story):
    story.line(e="told", n=0, **{"try": 2}).update(http=200, answer=json.dumps({"lead_id": SOLD, "status": "sold", "payout": "8.00"}))


@lie("I12.transactions_balance", "I12.ledger_sums_to_zero")
def entry_is_missing(story):
    story.drop("ledger_entry", lead_id=SOLD, account="margin")


@lie("I12.transactions_balance")
def currencies_are_mixed(story):
    story.row("ledger_entry", lead_id=SOLD, account="margin")["currency"] = "EUR"


@lie("I12.payout_is_the_share")
def payout_is_rounded_up(story):
    story.row("sale", lead_id=SOLD)["payout"] += 10_000


@lie("I13.price_is_the_bid")
def price_is_not_the_bid(story):
    story.row("sale", lead_id=SOLD)["price"] += 10_000


@lie("I13.price_is_the_bid")
def price_is_below_the_floor(story):
    story.row("sale", lead_id=SOLD)["price"] = 2 * DOLLAR
    story.seen(offer=f"{SOLD}.steady.post.0")["price"] = 2 * DOLLAR


@lie("I13.post_names_the_bid")
def post_asks_for_more(story):
    story.seen(offer=f"{SOLD}.steady.post.0")["asked"] = "10.01"


@lie("I13.ping_price_is_on_record")
def second_answer_is_taken_for_the_first(story):
    story.row("attempt", lead_id=SOLD, phase="ping")["price"] = 99_990_000


@lie("I13.references_are_the_buyers")
def reference_is_another_ones(story):
    story.row("sale", lead_id=SOLD)["reference"] = "second-answer"


@lie("I13.references_are_the_buyers")
def post_refers_to_another_ping(story):
    story.seen(offer=f"{SOLD}.steady.post.0")["given_ref"] = "second-answer"


@lie("I14.pending_only_for_an_unknown_post")
def lead_is_pending_for_nothing(story):
    story.row("outcome", lead_id=KILLED).update(status="pending", final=False)


@lie("I14.nothing_is_sent_after_a_restart")
def recovery_goes_on_walking(story):
    story.ask(KILLED, "steady", "ping", "declined", "declined", later_us=3 * SECOND)


@lie("I14.seller_can_read_the_end")
def get_fails(story):
    story.line(e="read", lead=SOLD).update(http=503, answer="")


@lie("I14.seller_can_read_the_end")
def get_says_pending_for_ever(story):
    story.line(e="read", lead=KILLED)["http"] = 202


@lie("I12.return_is_booked")
def return_is_lost(story):
    story.drop("return_decision", lead_id=RETURNED)


@lie("I12.return_is_booked")
def return_is_refused_against_the_contract(story):
    story.returns[1].update(http=422, says={})


@lie("I14.sale_can_be_given_back")
def return_finds_no_sale(story):
    for tried in story.returns:
        tried.update(http=404, says={})


@lie("I12.return_was_asked_for")
def return_is_invented(story):
    story.returns.clear()


@lie("I12.return_was_asked_for")
def return_is_taken_twice(story):
    story.returns[2]["http"] = 200


@lie("I12.entries_are_the_sales")
def return_is_booked_twice(story):
    for line in [line for line in story.tables["ledger_entry"] if line["kind"] == "return"]:
        story.tables["ledger_entry"].append(dict(line, line=line["line"] + 10))


@lie("I12.payout_is_the_share")
def lead_is_paid_for_twice(story):
    story.row("sale", lead_id=AGAIN).update(payout=6_400_000, margin=1_600_000)


@lie("I1.resale_is_of_a_return")
def lead_is_resold_without_a_return(story):
    story.row("resale", lead_id=AGAIN)["of_lead_id"] = SOLD


@lie("I1.resale_is_of_a_return")
def bad_lead_is_resold(story):
    story.row("sale_return", lead_id=RETURNED)["reason"] = NOT_RESOLD_FOR


@lie("I1.resold_to_nobody_who_had_it")
def lead_comes_back_to_its_buyer(story):
    story.ask(AGAIN, "steady", "post", "rejected", "rejected", 10 * DOLLAR)


@lie("I2.one_resale_a_sale")
def sale_is_resold_twice(story):
    story.tables["resale"].append({"lead_id": VOID, "of_lead_id": RETURNED, "of_slot": 0, "attempt": 1})


@lie("I14.what_is_due_is_resold")
def resale_is_forgotten(story):
    story.drop("resale", lead_id=AGAIN)


@lie("I14.what_is_due_is_resold")
def resale_is_interrupted_and_forgotten(story):
    story.row("outcome", lead_id=AGAIN).update(status="unsold", reason="interrupted")
    story.drop("posting", lead_id=AGAIN)


class TrueStory(unittest.TestCase):
    def test_breaks_no_rule(self):
        found = checker.judge(Story().evidence())
        self.assertEqual({name: some for name, some in found.items() if some}, {})

    def test_an_empty_run_breaks_no_rule(self):
        empty = Evidence(orders(), [], [], [], {name: [] for name in TABLES}, [])
        self.assertFalse(any(checker.judge(empty).values()))

    def test_may_tell_of_an_operator_and_somebody_faster(self):
        story = Story()
        operator_says(story, 200)
        operator_says(story, 409)
        self.assertEqual([name for name, some in checker.judge(story.evidence()).items() if some], [])

    def test_may_go_on_after_a_refusal_that_a_kill_took_along(self):
        story = Story()
        interrupted_post_is_offered_to_another(story)
        story.seen(offer=f"{HELD}.counter.post.0").update(verdict="rejected", manner="prompt")
        self.assertEqual(checker.judge(story.evidence())["I3.nobody_else_is_asked"], [])

    def test_may_begin_anew_after_a_503(self):
        story = Story()
        story.row("outcome", lead_id=FULL)["reason"] = "interrupted"
        story.row("lead", lead_id=FULL)["idempotency_key"] = "key-1"
        self.assertEqual(checker.judge(story.evidence())["I11.one_lead_a_key"], [])

    def test_may_lose_a_late_answer_to_a_fault(self):
        story = Story()
        nobody_settles(story)
        story.faults += [{"t": story.at(SETTLED) + SECOND // 2, "e": "fault", "kind": "server_kill"},
                         {"t": story.at(SETTLED) + 2 * SECOND, "e": "healed", "kind": "server_kill"}]
        self.assertEqual(checker.judge(story.evidence())["I4.late_answer_settles"], [])

    def test_judging_changes_nothing(self):
        story = Story()
        before = copy.deepcopy((story.sellers, story.buyers, story.tables))
        checker.judge(story.evidence())
        self.assertEqual(before, (story.sellers, story.buyers, story.tables))


class EachLie(unittest.TestCase):
    def test_every_rule_has_one(self):
        self.assertEqual(set(LIES), set(checker.RULES))

    def test_is_found_by_its_rule(self):
        for name, lies in LIES.items():
            for planted in lies:
                with self.subTest(rule=name, lie=planted.__name__):
                    story = Story()
                    planted(story)
                    self.assertTrue(checker.judge(story.evidence())[name])


if __name__ == "__main__":
    unittest.main()
