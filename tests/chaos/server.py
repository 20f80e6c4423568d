"""The server under test, as a process that is killed and started again."""

import json
import os
import signal
import subprocess
import time

START_LIMIT_S = 60
STOP_LIMIT_S = 15  # stop_time and the server's own grace, with room


class Server:
    def __init__(self, binary, folder, environment, journal):
        self.binary = binary
        self.folder = folder
        self.environment = dict(os.environ, **environment)
        self.journal = journal
        self.process = None
        self.epoch = 0
        self.starts = 0
        self.failed_starts = 0

    def start(self):
        """Starts until it serves. A start may fail while PostgreSQL recovers or the old session's claim still stands."""
        until = time.monotonic() + START_LIMIT_S
        while not self._try_start(until):
            self.failed_starts += 1
            if time.monotonic() > until:
                raise SystemExit(f"the server does not start; its last words: {self.log.read_text()[-2000:]}")
            time.sleep(0.2)

    def _try_start(self, until):
        self.starts += 1
        self.log = self.folder / f"server.{self.starts:03}.log"
        with self.log.open("w") as out:
            self.process = subprocess.Popen([self.binary, "serve", self.folder / "config"], env=self.environment,
                                            stdout=out, stderr=out, start_new_session=True)
        while time.monotonic() < until:
            serving = [json.loads(line) for line in self.log.read_text().splitlines() if '"serving"' in line and line.endswith("}")]
            if serving:
                self.epoch = serving[0]["epoch"]
                self.journal.write(t=time.time_ns() // 1000, e="serving", epoch=self.epoch)
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.02)
        return False

    def kill(self):
        self.shoot()
        self._gone()

    def shoot(self):
        """As kill, without waiting until it is gone."""
        self.process.kill()

    def terminate(self):
        """The exit code of a graceful stop; None if it had to be killed."""
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self._gone()
            return None
        self._gone()
        return self.process.returncode

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def _gone(self):
        code = self.process.wait()
        self.journal.write(t=time.time_ns() // 1000, e="gone", epoch=self.epoch, code=code)

    def alive(self):
        return self.process is not None and self.process.poll() is None
