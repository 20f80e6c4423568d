"""What a run shows: progress lines, and a table at the end."""

import collections

from .evidence import grouped

SHOWN = 5  # findings of a rule


def counts_of(evidence):
    """The figures that the proof is about, in the order of telling."""
    acknowledged = {told["says"]["lead_id"] for told in evidence.told if told["http"] == 200}
    manners = collections.Counter(seen["manner"] for seen in evidence.posts)
    statuses = collections.Counter(evidence.status_of(lead) or "no outcome" for lead in evidence.leads)
    settled = sum(evidence.is_settled(lead) for lead in evidence.leads)
    retried = sum(len(tries) > 1 for tries in grouped([line for line in evidence.sellers if line["e"] == "sent"], "n").values())
    return {
        "leads acknowledged (200)": len(acknowledged),
        "of them sold": len({told["says"]["lead_id"] for told in evidence.told if told["says"].get("status") == "sold"}),
        "leads stored": ", ".join(f"{count} {status}" for status, count in sorted(statuses.items())),
        "settled after being pending": settled,
        "given back, sold again": f"{len(evidence.bears)}, {sum(lead in evidence.resale_of for lead in evidence.sales)}",
        "submissions sent more than once": retried,
        "requests whose answer was lost": sum(line["e"] == "cut" for line in evidence.sellers),
        "pings, posts that buyers saw": f"{len(evidence.requests) - len(evidence.posts)}, {len(evidence.posts)}",
        "posts answered badly": ", ".join(f"{count} {manner}" for manner, count in sorted(manners.items()) if manner != "prompt"),
        "at their cap": ", ".join(caps_of(evidence)),
    }


def caps_of(evidence):
    for order in evidence.orders.values():
        if order.cap:
            sales = [sale for sale in evidence.tables["sale"] if sale["order_name"] == order.name]
            used = len(sales) if order.cap.count else f"{sum(sale['price'] for sale in sales) / 1e6:.2f}"
            yield f"{order.name} {used} of {order.cap.count or order.cap.spend // 1_000_000}"


def table(counts, findings):
    lines = [f"  {name:<34} {value}" for name, value in counts.items()]
    lines.append("")
    for name, found in findings.items():
        lines.append(f"  {name:<38} {'holds' if not found else f'{len(found)} VIOLATIONS'}")
        lines += [f"      {one.where}: {one.what}" for one in found[:SHOWN]]
    return "\n".join(lines)
