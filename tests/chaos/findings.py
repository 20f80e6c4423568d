"""How a rule reports what is wrong."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Finding:
    rule: str   # I1 to I14, a dot, and what of it
    where: str  # a lead, an offer, an order
    what: str


RULES = {}  # name -> function of the evidence that yields (where, what)


def rule(name):
    def register(function):
        if name in RULES:
            raise ValueError(f"two rules are called {name}")
        RULES[name] = function
        return function
    return register


def judge(evidence):
    """{rule: [Finding]} for every rule, also for those that hold."""
    return {name: [Finding(name, where, what) for where, what in check(evidence)] for name, check in RULES.items()}
