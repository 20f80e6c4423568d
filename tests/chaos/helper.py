"""A process of ours (buyers, sellers, proxy) that speaks JSON lines and ends when its standard input does."""

import json
import os
import queue
import subprocess
import sys
import threading

from .places import TESTS

END_LIMIT_S = 10


class Helper:
    def __init__(self, module, *arguments, environment=None):
        self.name = module
        self.counts = {}
        self._said = queue.Queue()
        # A session of its own: Ctrl-C is ours, and what is ours ends it.
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"chaos.{module}", *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, start_new_session=True, env=dict(os.environ, PYTHONPATH=str(TESTS), **(environment or {})))
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self):
        for line in self._process.stdout:
            said = json.loads(line)
            if "counts" in said:
                self.counts = said["counts"]
            else:
                self._said.put(said)
        self._said.put(None)

    def tell(self, command):
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()

    def hear(self, limit_s):
        try:
            said = self._said.get(timeout=limit_s)
        except queue.Empty:
            raise SystemExit(f"the {self.name} said nothing for {limit_s} s") from None
        if said is None:
            raise SystemExit(f"the {self.name} ended by themselves, with {self._process.wait()}")
        return said

    def ask(self, command, limit_s):
        self.tell(command)
        return self.hear(limit_s)

    def alive(self):
        return self._process.poll() is None

    def end(self):
        try:
            self._process.stdin.close()
            self._process.wait(END_LIMIT_S)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
