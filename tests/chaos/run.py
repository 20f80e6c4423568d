"""The command line of scripts/chaos: a run from the first lead to the verdict."""

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import random
import shutil
import signal
import sys
import threading
import time

from .checker import judge
from .evidence import keep_tables, read_evidence
from .faults import schedule
from .market import Market
from .nemesis import Nemesis
from .operator_desk import settle_some, unknown_posts
from .places import ROOT
from .report import counts_of, table
from .returns_desk import ReturnsDesk
from .roster import LATE_REPLY_S

DRAIN_LIMIT_S = 120
READS_A_SECOND = 30  # at the very least
PROGRESS_S = 5
CALM_LEADS = 1200  # more than the settling can have given back of any cap
SETTLE_GRACE_S = 3.0  # beyond settle_after, for the server to notice
HAMMER_LEADS = 1800
HAMMER_CLIENTS = 64


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/chaos", formatter_class=argparse.RawDescriptionHelpFormatter, description="""\
Proof by murder: the real server on a real PostgreSQL under traffic, both killed, stopped and cut off again and again; then
everything is healed, and a judge who reads only what buyers and sellers wrote down and PostgreSQL's rows looks for violations.""",
        epilog="""\
Exit status: 0 all rules hold (and the counts asked for are reached), 1 something is wrong (the folder is kept and named), 2 usage.
--self-test runs the judge's own tests: each rule is shown a bad log that it must find.""")
    parser.add_argument("--minutes", type=float, default=2, help="how long the faults last (default 2)")
    parser.add_argument("--seed", type=int, help="of faults, leads and buyers (default: random, and printed)")
    parser.add_argument("--hammer", action="store_true", help="instead: a cap of 500 under 64 concurrent sellers, no faults")
    parser.add_argument("--rate", type=float, default=250, help="leads per second at most (default 250)")
    parser.add_argument("--clients", type=int, default=64, help="concurrent sellers (default 64)")
    parser.add_argument("--threads", type=int, default=2, help="of the server (default 2; 4 with --hammer)")
    parser.add_argument("--binary", type=pathlib.Path, help="the server (default $POINTSMAN_BINARY, else build/release/pointsman)")
    parser.add_argument("--fsync", action="store_true", help="let PostgreSQL wait for the disk, as in production")
    parser.add_argument("--expect", default="", metavar="LEADS,KILLS,PGKILLS", help="fail also with less than these")
    parser.add_argument("--lie", action="store_true",
                        help="the proxy says of some COMMITs that they are done and drops them: the judge must notice")
    parser.add_argument("--keep", action="store_true", help="keep the folder in any case")
    parser.add_argument("--judge", type=pathlib.Path, metavar="FOLDER", help="only judge the kept folder of a run again")
    parser.add_argument("--self-test", action="store_true", help="only test the harness itself")
    return parser.parse_args()


def say(text):
    print(text, flush=True)


@contextlib.contextmanager
def progress(market, nemesis):
    """A line every few seconds, until the end of the block."""
    over = threading.Event()
    began = time.monotonic()

    def tell():
        while not over.wait(PROGRESS_S):
            counts = market.sellers.counts
            say(f"{time.monotonic() - began:5.0f} s  {counts.get('acknowledged', 0):6} acknowledged  {counts.get('sold', 0):6} sold  "
                f"{counts.get('cut', 0):4} cut  {counts.get('refused', 0):4} refused  "
                f"{nemesis.server_kills():3} server kills  {nemesis.postgres_kills():2} PostgreSQL kills")
    teller = threading.Thread(target=tell)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()


def settling_s(market):
    """How long until every post that can settle by itself has."""
    slowest = max((order.settle_after_s for order in market.orders), default=0)
    return max(LATE_REPLY_S, slowest if "settle_after" in market.features else 0) + SETTLE_GRACE_S


def heal(market):
    market.database.wait_until_ready()
    if not market.server.alive():
        market.server.start()


def murder(market, nemesis, options):
    began = time.monotonic()
    market.sellers.tell("go")
    faults = schedule(options.minutes, options.seed)
    if options.lie:
        faults = [dataclasses.replace(fault, mode="lie") if fault.mode else fault for fault in faults]
    with ReturnsDesk(market) as returns:
        nemesis.follow(faults, began, began + 60 * options.minutes)
        heal(market)
        market.sellers.ask("drain", DRAIN_LIMIT_S)
        returns.finish(DRAIN_LIMIT_S)
    time.sleep(settling_s(market))
    settle_some(market)
    market.sellers.ask(f"calm {CALM_LEADS}", DRAIN_LIMIT_S)


def hammer(market):
    market.sellers.ask(f"plain {HAMMER_LEADS}", DRAIN_LIMIT_S)


def finish(market, options):
    """Everything that the judge needs, into the folder."""
    leads = sum(market.sellers.counts[name] for name in ("acknowledged", "pending"))
    market.sellers.ask("read", DRAIN_LIMIT_S + leads / READS_A_SECOND)
    about = {"roster": market.roster, "seed": options.seed, "minutes": options.minutes, "features": sorted(market.features),
             "unknown": unknown_posts(market), "exit": market.server.terminate()}
    (market.folder / "run.json").write_text(json.dumps(about))
    keep_tables(market.database, market.folder, market.features)


def wrong_in(findings, counts, nemesis, options):
    wrong = [f"{len(found)} violations of {name}" for name, found in findings.items() if found]
    if options.expect:
        have = (counts["leads acknowledged (200)"], nemesis.server_kills(), nemesis.postgres_kills())
        names = ("acknowledged leads", "server kills", "PostgreSQL kills")
        for name, is_so, least in zip(names, have, map(int, options.expect.split(","))):
            if is_so < least:
                wrong.append(f"only {is_so} {name}, {least} were asked for")
    return wrong


def hammer_problems(evidence):
    """The cap is used exactly, in the buyer's own words."""
    order = next(iter(evidence.orders.values()))
    accepted = sum(seen["verdict"] == "accepted" for seen in evidence.posts)
    told = len({told["says"]["lead_id"] for told in evidence.told if told["says"].get("status") == "sold"})
    for name, count in (("accepted by the buyer", accepted), ("told sold", told), ("sales", len(evidence.tables["sale"]))):
        say(f"  {name:<34} {count}")
        if count != order.cap.count:
            yield f"{count} {name}, not {order.cap.count}"


def verdict(folder, nemesis, options):
    evidence = read_evidence(folder)
    findings = judge(evidence)
    counts = counts_of(evidence)
    if nemesis:
        counts = {"faults": ", ".join(f"{count} {kind}" for kind, count in sorted(nemesis.done.items())),
                  "server kills": nemesis.server_kills(), "PostgreSQL kills": nemesis.postgres_kills(), **counts}
    say(f"\nseed {options.seed}\n" + table(counts, findings))
    wrong = wrong_in(findings, counts, nemesis, options) if nemesis else [name for name, found in findings.items() if found]
    if any(order.name == "capped" for order in evidence.orders.values()):
        wrong += hammer_problems(evidence)
    return wrong


def run(options):
    roster, clients, rate, threads = "market", options.clients, options.rate, options.threads
    if options.hammer:
        roster, clients, rate, threads = "hammer", HAMMER_CLIENTS, 0, max(4, options.threads)
    say(f"seed {options.seed}, {'hammer' if options.hammer else f'{options.minutes:g} minutes'}, {options.binary}")
    market = Market(options.binary, roster, options.minutes, options.seed, clients, rate, threads, options.fsync)
    nemesis = Nemesis(market, options.seed)
    wrong = ["it did not come to a verdict"]
    try:
        with market:
            try:
                with progress(market, nemesis):
                    hammer(market) if options.hammer else murder(market, nemesis, options)
                    finish(market, options)
                wrong = verdict(market.folder, nemesis, options)
            finally:
                if wrong:
                    dump(market)
    finally:
        if wrong or options.keep:
            say(f"seed {options.seed}; everything is in {market.folder}")
        else:
            shutil.rmtree(market.folder)
    return wrong


def dump(market):
    try:
        market.database.thaw()
        (market.folder / "postgresql.log").write_bytes((market.database.base / "log").read_bytes())
        market.database.dump(market.folder / "database.sql")
    except Exception as problem:  # what went wrong before matters more
        say(f"no dump of the database: {problem}")


def self_test():
    tests = ROOT / "tests"
    os.execvpe(sys.executable, [sys.executable, "-m", "unittest", "discover", "-s", tests / "chaos", "-t", tests], os.environ)


def main():
    options = arguments()
    if options.self_test:
        self_test()
    # Also where a shell that started us in the background told us to ignore Ctrl-C.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1_000_000)
    options.binary = pathlib.Path(options.binary or os.environ.get("POINTSMAN_BINARY", ROOT / "build/release/pointsman"))
    if options.judge:
        options.seed = json.loads((options.judge / "run.json").read_text())["seed"]
        wrong = verdict(options.judge, None, options)
    else:
        if not options.binary.exists():
            sys.exit(f"{options.binary} is not built: scripts/build release")
        wrong = run(options)
    say("WRONG: " + "; ".join(wrong) if wrong else "all rules hold")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
