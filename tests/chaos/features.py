"""What the server under test can do beyond the basics, asked of its own `check`: the harness runs against older ones, too."""

import pathlib
import subprocess
import tempfile

from . import configuration
from .roster import MARKET


def accepts(binary, features):
    with tempfile.TemporaryDirectory(prefix="pm-chaos-check.") as name:
        folder = pathlib.Path(name)
        ports = {order.name: 20_000 for order in MARKET}
        configuration.write(folder, MARKET, ports, 20_001, 20_002, 2, features)
        checked = subprocess.run([binary, "check", folder], capture_output=True, text=True)
        return checked.returncode == 0, checked.stdout + checked.stderr


def features_of(binary):
    """The names of the features that its configuration knows."""
    good, what = accepts(binary, set())
    if not good:
        raise SystemExit(f"{binary} does not take the configuration of the harness:\n{what}")
    return {name for name in ("settle_after", "resale") if accepts(binary, {name})[0]}
