"""Which faults happen when: a pure function of the minutes and the seed."""

import dataclasses
import math
import random

# How many of each a minute. A short run has at least one of every kind, as far as it fits.
A_MINUTE = {
    "server_kill": 5,          # kill -9
    "both_kill": 0.5,          # server and PostgreSQL at once
    "kill_after_cut": 0.5,     # a COMMIT is cut, and the server killed before it can ask what became of it
    "server_term": 1,          # SIGTERM: a graceful stop in mid-traffic
    "server_stop": 1.5,        # SIGSTOP for a while
    "postgres_kill": 1.25,     # kill -9 of the postmaster and all its children
    "postgres_backend_kill": 0.5,  # kill -9 of one: PostgreSQL throws everybody out and recovers
    "postgres_stop": 1,        # SIGSTOP of all of it for a while
    "postgres_restart": 0.5,   # an immediate shutdown and a start
    "commit_cut": 6,
}

LONGEST_STOP_S = {"server_stop": 2.5, "postgres_stop": 2.5}
QUIET_S = 1.5  # at the start


@dataclasses.dataclass(frozen=True)
class Fault:
    at_s: float
    kind: str
    seconds: float = 0  # of a stop; of the pause before a restart
    mode: str = ""      # of a cut


def schedule(minutes, seed):
    """The faults in the order of their time, which is counted from the start of the traffic."""
    chance = random.Random(f"faults {seed}")
    kinds = [kind for kind, rate in A_MINUTE.items() for _ in range(math.ceil(rate * minutes))]
    chance.shuffle(kinds)
    step_s = (60 * minutes - QUIET_S) / len(kinds)
    return [_fault(chance, kind, QUIET_S + (place + chance.random() * 0.8) * step_s) for place, kind in enumerate(kinds)]


def _fault(chance, kind, at_s):
    seconds = 0.1 + chance.random() * (LONGEST_STOP_S.get(kind, 0.4) - 0.1)
    mode = chance.choice(("after", "after", "racing", "before")) if "cut" in kind else ""
    return Fault(at_s, kind, seconds, mode)
