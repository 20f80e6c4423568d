"""Draws that depend on nothing but the seed and a name: the same offer fares the same in every run of a seed."""

import hashlib


def draw(seed, *names):
    """A number in [0, 1)."""
    text = "\0".join(map(str, (seed, *names))).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=7).digest(), "big") / (1 << 56)


def pick(seed, shares, *names):
    """One of `shares` (name -> share, together at most 1), or None with what is left."""
    at = draw(seed, *names)
    for name, share in shares.items():
        if at < share:
            return name
        at -= share
    return None
