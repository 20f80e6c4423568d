"""A private PostgreSQL that can be killed and stopped."""

import ctypes
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

from .places import ROOT

GONE_LIMIT_S = 10

# The time of each row's commit: what a buyer saw must have been durable before.
SETTINGS = """\
track_commit_timestamp = on
full_page_writes = on
"""
# A kill of PostgreSQL loses its memory and not the page cache of the machine, so that fsync changes nothing about what is
# proven here; without it a busy disk does not decide how much is. Torn pages are possible all the same.
FSYNC = {False: "fsync = off\n", True: "fsync = on\nrecovery_init_sync_method = syncfs\n"}
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


class Database:
    def __init__(self, fsync):
        adopt_orphans()
        self.fsync = fsync
        # Short, because the path of a socket ends at 107 bytes. dev-db makes the folder itself.
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="pm-chaos-pg."))
        self.base.rmdir()
        self.socket = self.base / "sock/.s.PGSQL.5432"
        self.frozen = []

    def start_first(self):
        self._dev_db("start")
        with (self.base / "data/postgresql.conf").open("a") as settings:
            settings.write(SETTINGS + FSYNC[self.fsync])
        self._dev_db("stop")
        self.start()
        self.url = self._dev_db("url").strip()
        user = re.search(r"user=(\w+)", self._dev_db("url", "server"))[1]
        name = re.search(r"///(\w+)", self.url)[1]
        self.url_through = lambda port: f"postgresql://{user}@127.0.0.1:{port}/{name}?sslmode=disable"

    def start(self):
        self._dev_db("start")

    def kill(self):
        """SIGKILL to all of it at once; returns when nothing of it is left."""
        pids = self.pids()
        for pid in pids:
            signal_quietly(pid, signal.SIGKILL)
        until = time.monotonic() + GONE_LIMIT_S
        while [pid for pid in pids if is_running(pid)]:
            if time.monotonic() > until:
                raise SystemExit("PostgreSQL does not die")
            time.sleep(0.01)

    def kill_a_backend(self, chance):
        backends = [pid for pid in self.pids()[1:] if "pointsman" in command_of(pid)]
        if backends:
            signal_quietly(chance.choice(backends), signal.SIGKILL)

    def freeze(self):
        # The parent first: it could make more children meanwhile.
        self.frozen = self.pids()[:1]
        signal_quietly(self.frozen[0], signal.SIGSTOP)
        self.frozen = self.pids()
        for pid in self.frozen:
            signal_quietly(pid, signal.SIGSTOP)

    def thaw(self):
        for pid in self.frozen:
            signal_quietly(pid, signal.SIGCONT)
        self.frozen = []

    def shut_down_at_once(self):
        """What `pg_ctl -m immediate stop` does."""
        pids = self.pids()
        signal_quietly(pids[0], signal.SIGQUIT)
        until = time.monotonic() + GONE_LIMIT_S
        while is_running(pids[0]):
            if time.monotonic() > until:
                return self.kill()
            time.sleep(0.01)

    def wait_until_ready(self):
        until = time.monotonic() + 30
        while True:
            try:
                self.rows("select 1 as one")
                return
            except subprocess.CalledProcessError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def pids(self):
        head = int((self.base / "data/postmaster.pid").read_text().split()[0])
        return [head, *map(int, pathlib.Path(f"/proc/{head}/task/{head}/children").read_text().split())]

    def rows(self, sql):
        """A query's rows as dictionaries."""
        out = self._dev_db("psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", "-c",
                           f"select row_to_json(answer) from ({sql}) as answer")
        return [json.loads(line) for line in out.splitlines()]

    def dump(self, file):
        programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))
        program = programs[-1] if programs else "pg_dump"
        with file.open("w") as out:
            subprocess.run([program, self.url], stdout=out, check=True)

    def remove(self):
        self.thaw()
        self._dev_db("reset")
        if self.base.exists():
            shutil.rmtree(self.base)

    def _dev_db(self, *arguments):
        environment = dict(os.environ, PG_BASE=str(self.base), PG_FAST="1")
        try:
            return subprocess.run([ROOT / "scripts/dev-db", *arguments], env=environment, check=True, capture_output=True,
                                  text=True, start_new_session=True).stdout
        except subprocess.CalledProcessError as failed:
            failed.add_note(failed.stderr)
            raise


def signal_quietly(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def adopt_orphans():
    """Makes this process the parent of what its children leave behind. PostgreSQL takes a dead process that nobody has
    collected for a living one, and the process 1 of a container collects nothing."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def is_running(pid):
    """Collects it if it is dead and ours."""
    try:
        collected, _ = os.waitpid(pid, os.WNOHANG)
        if collected:
            return False
    except ChildProcessError:
        pass  # not, or not yet, a child of ours
    return pathlib.Path(f"/proc/{pid}").exists()


def command_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""
