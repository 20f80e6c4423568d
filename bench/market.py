"""A small market to measure: a private PostgreSQL, one server, ten buyers that bid on everything."""

import http.client
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
SERVER = ROOT / "build/release/pointsman"
SANDBOX = ROOT / "build/release/pointsman-sandbox"
FIRST_PORT = 23100

VERTICAL = """\
vertical: auto
fields:
  zip:        {type: us_zip, required: ping}
  state:      {type: us_state, derive: {from: zip}}
  age:        {type: integer, required: ping, min: 16, max: 110}
  credit:     {type: enum, required: ping, values: [poor, fair, good, excellent]}
  first_name: {type: text, required: post, personal: true}
  last_name:  {type: text, required: post, personal: true}
  email:      {type: email, required: post, personal: true}
  phone:      {type: phone, required: post, personal: true}
"""

SELLER = """\
seller: bench
keys: ["${env:BENCH_SELLER_KEY}"]
programs:
  auto: {tree: main, payout: {percent: 80, min_margin: "0.50"}}
"""

TREE = """\
tree: main
vertical: auto
currency: USD
deadline: 6s
tiers:
  - {name: open, mode: auction}
"""

BUYER = """\
buyer: b{n}
currency: USD
zone: America/New_York
connections:
  line:
    ping:
      request: {{url: "http://127.0.0.1:{port}/b{n}/ping", timeout: {timeout}, body: json}}
      send: [zip, state, age, credit]
      reply: {{format: json, bid_when: {{path: /status, is: ok}}, price: /bid, reference: /ref}}
    post:
      request: {{url: "http://127.0.0.1:{port}/b{n}/post", timeout: 4s, body: json}}
      send: [all, {{captured: reference, as: ref}}]
      reply: {{format: json, accepted_when: {{path: /result, is: accepted}}, rejected_when: {{path: /result, is: rejected}}}}
      no_answer: hold
orders:
  order_{n}:
    vertical: auto
    via: line
    sells_in: [{{tree: main, tier: open}}]
    price: bid
{accepts}"""

# Buyer 0 takes only leads of one age, so that a run can send leads that ping it and leads that do not.
ONLY_AGE_40 = "    accepts: {field: age, is: 40}\n"

SANDBOX_BUYER = """\
  b{n}:
    port: {port}
    ping:
      bids: 1
      price: {{uniform: [{price}, {price_to}]}}
      latency: {{median_ms: {latency}, sigma: 0}}
      moods: {{hang: {hang}}}
      bid: '{{"status":"ok","bid":"$price","ref":"$reference"}}'
      declined: '{{"status":"no"}}'
    post:
      accepts: 1
      latency: {{median_ms: {latency}, sigma: 0}}
      accepted: '{{"result":"accepted"}}'
      rejected: '{{"result":"rejected"}}'
"""

LEAD = {
    "vertical": "auto",
    "fields": {
        "zip": "90210", "age": 34, "credit": "good", "first_name": "Pat", "last_name": "Example",
        "email": "pat@example.com", "phone": "202-555-0123",
    },
}


def lead_body(age=34, ref=None):
    """A lead of its own: the same request again would be answered as the first."""
    body = json.loads(json.dumps(LEAD))
    body["fields"]["age"] = age
    body["ref"] = ref or uuid.uuid4().hex
    return json.dumps(body)


def lead_script(seller_key):
    """What wrk sends: each request with a key of its own, or it would be answered as the first."""
    return (f"wrk.method = 'POST'\nwrk.body = '{lead_body()}'\n"
            f"local run, sent = '{uuid.uuid4().hex}', 0\n"
            "request = function()\n"
            "  sent = sent + 1\n"
            "  wrk.headers['Idempotency-Key'] = run .. '-' .. sent\n"
            "  return wrk.format()\n"
            "end\n"
            f"wrk.headers['Authorization'] = 'Bearer {seller_key}'\n"
            "wrk.headers['Content-Type'] = 'application/json'\n")


def resident_mib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024


class Market:
    """Use as a context manager; everything it started is stopped at the end."""

    def __init__(self, buyers=10, latency_ms=0, hanging=0, ping_timeout="800ms", picky=False, limits="", threads=1):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pointsman-bench."))
        self.key = secrets.token_hex(24)
        self.admin_key = secrets.token_hex(24)
        self.personal_key = secrets.token_hex(24)
        self.database = self.folder.parent / (self.folder.name + "-pg")
        self.server = None
        self.buyers = None
        self._write(buyers, latency_ms, hanging, ping_timeout, picky, limits, threads)

    def _write(self, buyers, latency_ms, hanging, ping_timeout, picky, limits, threads):
        config = self.folder / "config"
        for name in ("verticals", "sellers", "trees", "buyers"):
            (config / name).mkdir(parents=True)
        (config / "server.yaml").write_text(
            "listen: {address: \"127.0.0.1:0\"}\n"
            "admin: {address: \"127.0.0.1:0\", keys: [\"${env:BENCH_ADMIN_KEY}\"]}\n"
            "database: ${env:DATABASE_URL}\npersonal_data_key: ${env:BENCH_PERSONAL_KEY}\n"
            f"threads: {threads}\nprivate_networks: [127.0.0.0/8]\n{limits}")
        (config / "verticals/auto.yaml").write_text(VERTICAL)
        (config / "sellers/bench.yaml").write_text(SELLER)
        (config / "trees/main.yaml").write_text(TREE)
        sandbox = "seed: 1\nbuyers:\n"
        for n in range(buyers):
            port = FIRST_PORT + n
            accepts = ONLY_AGE_40 if picky and n == 0 else ""
            (config / f"buyers/b{n}.yaml").write_text(
                BUYER.format(n=n, port=port, timeout=ping_timeout, accepts=accepts))
            sandbox += SANDBOX_BUYER.format(n=n, port=port, price=10 + n, price_to=11 + n, latency=latency_ms,
                                            hang=1 if n < hanging else 0)
        (self.folder / "sandbox.yaml").write_text(sandbox)

    def __enter__(self):
        try:
            return self._start()
        except BaseException:
            self.__exit__()
            raise

    def _start(self):
        self.dev_db("start")
        self.url = self.dev_db("url").strip()
        self.server_url = self.dev_db("url", "server").strip()
        subprocess.run([SERVER, "migrate", "--database", self.url], check=True, stdout=subprocess.DEVNULL)
        self.start_buyers()
        self.start_server()
        return self

    def __exit__(self, *_):
        for process in (self.server, self.buyers):
            if process and process.poll() is None:
                process.terminate()
                process.wait(60)
        self.dev_db("reset")
        shutil.rmtree(self.folder)

    def dev_db(self, *arguments):
        environment = dict(os.environ, PG_BASE=str(self.database))
        return subprocess.run([ROOT / "scripts/dev-db", *arguments], env=environment, check=True,
                              capture_output=True, text=True).stdout

    def start_buyers(self):
        ready = self.folder / "ready"
        self.buyers_log = self.folder / "buyers.jsonl"
        self.buyers = subprocess.Popen(
            [SANDBOX, "buyers", "--config", self.folder / "sandbox.yaml", "--log", self.buyers_log,
             "--ready-file", ready], stdout=subprocess.DEVNULL)
        wait_for(ready.exists, "the buyers")

    def start_server(self):
        log = self.folder / f"server.{time.monotonic_ns()}.log"
        environment = dict(os.environ, DATABASE_URL=self.server_url, BENCH_SELLER_KEY=self.key,
                           BENCH_ADMIN_KEY=self.admin_key, BENCH_PERSONAL_KEY=self.personal_key)
        with log.open("w") as out:
            self.server = subprocess.Popen([SERVER, "serve", self.folder / "config"], env=environment, stderr=out)
        wait_for(lambda: '"serving"' in log.read_text() or self.server.poll() is not None, "the server")
        serving = [json.loads(line) for line in log.read_text().splitlines() if '"serving"' in line]
        if not serving:
            raise SystemExit(log.read_text())
        self.port = serving[0]["sellers_port"]
        self.admin_port = serving[0]["admin_port"]

    def connect(self, timeout_s=30):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)

    def send(self, connection, body):
        """One lead: (status, answer as a dict, seconds)."""
        began = time.monotonic()
        connection.request("POST", "/v1/direct", body,
                           {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        return response.status, answer, time.monotonic() - began

    def ask(self, sql):
        """Rows of a query as lists of texts."""
        out = self.dev_db("psql", "-At", "-F", "\t", "-c", sql)
        return [line.split("\t") for line in out.splitlines()]

    def postgres_pids(self):
        head = int((self.database / "data/postmaster.pid").read_text().split()[0])
        children = pathlib.Path(f"/proc/{head}/task/{head}/children").read_text().split()
        return [head, *map(int, children)]

    def signal_postgres(self, number):
        for pid in self.postgres_pids():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass


def wait_for(condition, what, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise SystemExit(f"{what} did not come up in {seconds} s")
        time.sleep(0.01)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def milliseconds(values):
    return f"p50 {percentile(values, 0.5) * 1e3:7.2f} ms   p99 {percentile(values, 0.99) * 1e3:7.2f} ms   n {len(values)}"
