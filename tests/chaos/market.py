"""Everything that a run starts: buyers, PostgreSQL, the proxy before it, the server, the sellers."""

import contextlib
import http.client
import json
import pathlib
import secrets
import subprocess
import tempfile

from . import configuration
from .database import Database
from .features import features_of
from .helper import Helper
from .journal import Journal
from .places import free_port
from .roster import orders_of
from .server import Server


class Market:
    """Use as a context manager; everything that it started is stopped at the end. The folder stays."""

    def __init__(self, binary, roster, minutes, seed, clients, rate, threads, fsync):
        self.binary, self.roster, self.seed = binary, roster, seed
        self.clients, self.rate, self.threads = clients, rate, threads
        self.fsync = fsync
        self.orders = orders_of(roster, minutes)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pointsman-chaos."))
        self.features = features_of(binary)
        self.ending = contextlib.ExitStack()

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.ending.close()
            raise
        return self

    def __exit__(self, *_):
        self.ending.close()

    def _start(self):
        self.journal = Journal(self.folder / "faults.jsonl")
        self.database = Database(self.fsync)
        self.ending.callback(self.database.remove)
        self.database.start_first()
        subprocess.run([self.binary, "migrate", "--database", self.database.url], check=True, stdout=subprocess.DEVNULL)
        self.buyers = self._help("buyers", self.roster, self.seed, self.folder / "buyers.jsonl")
        ports = self.buyers.hear(20)["ports"]
        self.proxy = self._help("proxy", self.database.socket, self.folder / "proxy.jsonl")
        proxy_port = self.proxy.hear(20)["port"]
        self.sellers_port, self.admin_port = free_port(), free_port()
        configuration.write(self.folder / "config", self.orders, ports, self.sellers_port, self.admin_port, self.threads,
                            self.features)
        self.admin_key = secrets.token_hex(24)
        keys = {configuration.key_name(name): secrets.token_hex(24) for name in configuration.SELLERS}
        self.buyer_keys = {order.name: secrets.token_hex(24) for order in self.orders if order.gives_back}
        of_buyers = {configuration.key_name(name): key for name, key in self.buyer_keys.items()}
        self.server = Server(self.binary, self.folder, dict(
            keys, **of_buyers, DATABASE_URL=self.database.url_through(proxy_port), CHAOS_ADMIN_KEY=self.admin_key,
            CHAOS_PERSONAL_KEY=secrets.token_hex(24)), self.journal)
        self.ending.callback(self._stop_server)
        self.server.start()
        self.sellers = self._help("sellers", self.seed, self.folder / "sellers.jsonl", self.sellers_port, self.clients, self.rate,
                                  environment=keys)

    def _help(self, module, *arguments, environment=None):
        helper = Helper(module, *arguments, environment=environment)
        self.ending.callback(helper.end)
        return helper

    def _stop_server(self):
        if self.server.alive():
            self.server.kill()

    def admin(self, method, path, body=None):
        """(status, answer) of a call of the operator's; status 0 if there was none."""
        return self._call(self.admin_port, self.admin_key, method, path, body)

    def give_back(self, buyer, body):
        """The same of a buyer's POST /v1/returns."""
        return self._call(self.sellers_port, self.buyer_keys[buyer], "POST", "/v1/returns", body)

    @staticmethod
    def _call(port, key, method, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException):
            return 0, {}
        finally:
            connection.close()
        try:
            return response.status, json.loads(text) if text else {}
        except ValueError:
            return response.status, {}
