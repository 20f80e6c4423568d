"""Logs of JSON lines. A line is handed to the system in one write before anything is done about it, so that it
outlives any kill of the processes here (not of the machine)."""

import json
import os
import pathlib
import time


def now_us():
    return time.time_ns() // 1000


class Journal:
    def __init__(self, path):
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, **entry):
        line = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
        if os.write(self._file, line) != len(line):
            raise OSError("a log line was cut short: is the disk full?")


def read_journal(path):
    path = pathlib.Path(path)
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
