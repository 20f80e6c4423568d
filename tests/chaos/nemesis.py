"""Does what the schedule says to a market."""

import collections
import random
import time


PEACE_S = 0.4  # before each fault, also when the ones before took longer than planned


class Nemesis:
    def __init__(self, market, seed):
        self.market = market
        self.chance = random.Random(f"nemesis {seed}")
        self.done = collections.Counter()

    def follow(self, faults, began, ends):
        """Until all is done or `ends` has come (seconds of the steady clock)."""
        for fault in faults:
            peace_s = 0 if fault.kind == "commit_cut" else PEACE_S
            time.sleep(max(peace_s, began + fault.at_s - time.monotonic()))
            if time.monotonic() >= ends:
                return
            self.market.journal.write(t=time.time_ns() // 1000, e="fault", kind=fault.kind, seconds=fault.seconds, mode=fault.mode)
            getattr(self, fault.kind)(fault)
            self.market.journal.write(t=time.time_ns() // 1000, e="healed", kind=fault.kind)
            self.done[fault.kind] += 1
        time.sleep(max(0.0, ends - time.monotonic()))

    def server_kills(self):
        return sum(self.done[kind] for kind in ("server_kill", "both_kill", "kill_after_cut"))

    def postgres_kills(self):
        return sum(self.done[kind] for kind in ("postgres_kill", "both_kill"))

    def server_kill(self, fault):
        self.market.server.kill()
        time.sleep(fault.seconds)
        self.market.server.start()

    def kill_after_cut(self, fault):
        self.market.proxy.tell(fault.mode)
        time.sleep(0.02 + 0.05 * self.chance.random())
        self.server_kill(fault)

    def server_term(self, fault):
        code = self.market.server.terminate()
        self.done["graceful stops"] += code == 0
        time.sleep(fault.seconds)
        self.market.server.start()

    def server_stop(self, fault):
        self.market.server.freeze()
        time.sleep(fault.seconds)
        self.market.server.thaw()

    def postgres_kill(self, fault):
        self.market.database.kill()
        time.sleep(fault.seconds)
        self.market.database.start()

    def postgres_backend_kill(self, fault):
        self.market.database.kill_a_backend(self.chance)
        time.sleep(fault.seconds)
        self.market.database.wait_until_ready()

    def postgres_stop(self, fault):
        self.market.database.freeze()
        time.sleep(fault.seconds)
        self.market.database.thaw()

    def postgres_restart(self, fault):
        self.market.database.shut_down_at_once()
        time.sleep(fault.seconds)
        self.market.database.start()

    def both_kill(self, fault):
        self.market.server.shoot()
        self.market.database.kill()
        self.market.server.kill()
        time.sleep(fault.seconds)
        self.market.database.start()
        self.market.server.start()

    def commit_cut(self, fault):
        self.market.proxy.tell(fault.mode)
