"""Where things are, and ports that are free."""

import pathlib
import random
import socket

TESTS = pathlib.Path(__file__).resolve().parent.parent
ROOT = TESTS.parent

# Below the range that the system gives out by itself, so that a server that is away finds its port again.
PORTS = range(20_000, 32_000)


def free_port():
    for port in random.sample(PORTS, 200):
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise SystemExit("no free port between 20000 and 32000")
