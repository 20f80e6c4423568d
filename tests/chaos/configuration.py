"""Writes the server's configuration folder from the roster."""

from .roster import (DOLLAR, FLOOR, LATE_REPLY_S, NOT_RESOLD_FOR, PAYOUT_PERCENT, PING_TIMEOUT_S, POST_TIMEOUT_S, RESOLD_FOR, TIERS,
                     ZONE)

SELLERS = ("acme", "zenith")
TAKES_RETURNS = "acme"  # of zenith's leads the network bears the returns

VERTICAL = """\
vertical: auto
fields:
  zip:        {type: us_zip, required: ping}
  state:      {type: us_state, derive: {from: zip}}
  age:        {type: integer, required: ping, min: 16, max: 110}
  credit:     {type: enum, required: ping, values: [poor, fair, good, excellent]}
  first_name: {type: text, required: post, personal: true}
  email:      {type: email, required: post, personal: true}
  phone:      {type: phone, required: post, personal: true}
"""


def dollars(micros):
    return f'"{micros // DOLLAR}.{micros % DOLLAR // 10_000:02}"'


def milliseconds(seconds):
    return f"{round(seconds * 1000)}ms"


def server_yaml(sellers_port, admin_port, threads):
    return (f'listen: {{address: "127.0.0.1:{sellers_port}"}}\n'
            f'admin: {{address: "127.0.0.1:{admin_port}", keys: ["${{env:CHAOS_ADMIN_KEY}}"]}}\n'
            "database: ${env:DATABASE_URL}\n"
            "personal_data_key: ${env:CHAOS_PERSONAL_KEY}\n"
            f"threads: {threads}\n"
            "private_networks: [127.0.0.0/8]\n"
            "limits: {journal_stall: 1s, stop_time: 5s}\n")


def key_name(party):
    return f"CHAOS_{party.upper()}_KEY"


def seller_yaml(name, features):
    returns = ", returns: {window: 1d}" if name == TAKES_RETURNS else ""
    resale = f", resale: {{reasons: [{RESOLD_FOR}], within: 1d}}" if "resale" in features else ""
    return (f'seller: {name}\nkeys: ["${{env:{key_name(name)}}}"]\n'
            f"programs: {{auto: {{tree: main, payout: {{percent: {PAYOUT_PERCENT}}}{returns}{resale}}}}}\n")


def tree_yaml():
    tiers = "".join(f"  - {{name: {name}, mode: {mode}, floor: {dollars(FLOOR)}}}\n" for name, mode in TIERS.items())
    return f"tree: main\nvertical: auto\ncurrency: USD\ndeadline: 3s\ntiers:\n{tiers}"


def ping_yaml(order, port):
    if order.direct:
        return ""
    return f"""\
    ping:
      request: {{url: "http://127.0.0.1:{port}/{order.name}/ping", timeout: {milliseconds(PING_TIMEOUT_S)}, min_time: 1ms}}
      send: [zip, age, credit]
      reply: {{bid_when: {{path: /status, is: ok}}, declined_when: {{path: /status, is: "no"}}, price: /bid, reference: /ref}}
"""


def caps_yaml(cap):
    limit = f"count: {cap.count}" if cap.count else f"spend: {dollars(cap.spend)}"
    return f"    caps: [{{on: sale, per: {cap.per}, {limit}}}]\n"


def returns_yaml(order):
    return (f'keys: ["${{env:{key_name(order.name)}}}"]\n'
            f"returns: {{window: 1d, reasons: [{RESOLD_FOR}, {NOT_RESOLD_FOR}]}}\n") if order.gives_back else ""


def buyer_yaml(order, port, features):
    settles = order.settle_after_s and "settle_after" in features
    send = "[all, {fact: price, as: price}]" if order.direct else \
        "[all, {fact: price, as: price}, {captured: reference, as: ref}]"
    price = f"{{fixed: {dollars(order.low)}}}" if order.direct else "bid"
    settle = f"      settle_after: {milliseconds(order.settle_after_s)}\n      settle_as: {order.settle_as}\n"
    return f"""\
buyer: {order.name}
currency: USD
zone: {ZONE}
{returns_yaml(order)}connections:
  line:
    late_reply: {milliseconds(LATE_REPLY_S)}
{ping_yaml(order, port)}\
    post:
      request: {{url: "http://127.0.0.1:{port}/{order.name}/post", timeout: {milliseconds(POST_TIMEOUT_S)}, min_time: 1ms}}
      send: {send}
      reply: {{accepted_when: {{path: /result, is: accepted}}, rejected_when: {{path: /result, is: rejected}}, reference: /ref, reason: /message}}
      no_answer: {order.no_answer}
{settle if settles else ""}\
orders:
  {order.name}:
    vertical: auto
    via: line
    sells_in: [{{tree: main, tier: {order.tier}}}]
    price: {price}
    accepts: {{field: age, between: [{order.ages[0]}, {order.ages[1]}]}}
{caps_yaml(order.cap) if order.cap else ""}"""


def write(folder, orders, ports, sellers_port, admin_port, threads, features):
    """`ports`: of each order's buyer, by name. `features`: what this server can do beyond the basics."""
    for name in ("verticals", "sellers", "trees", "buyers"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "server.yaml").write_text(server_yaml(sellers_port, admin_port, threads))
    (folder / "verticals/auto.yaml").write_text(VERTICAL)
    (folder / "trees/main.yaml").write_text(tree_yaml())
    for name in SELLERS:
        (folder / f"sellers/{name}.yaml").write_text(seller_yaml(name, features))
    for order in orders:
        (folder / f"buyers/{order.name}.yaml").write_text(buyer_yaml(order, ports[order.name], features))
