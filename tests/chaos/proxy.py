"""A TCP proxy before PostgreSQL that cuts connections around a COMMIT, as a process of its own.

Usage: python3 -m chaos.proxy SOCKET LOG      prints {"port": N}, ends when its standard input does

Each line on standard input arms one cut of the next COMMIT of the server's writer:
  after    the COMMIT is done, its reply never arrives
  racing   the COMMIT is sent on, and the server loses its connection at once
  before   the COMMIT never arrives
  lie      the COMMIT never arrives, and the server is told that it is done (to see the judge notice)
"""

import asyncio
import json
import socket
import struct
import sys

from .commit_watch import CommitWatch
from .journal import Journal, now_us

RESET_AT_CLOSE = struct.pack("ii", 1, 0)
READ_BYTES = 1 << 16
LIE_S = 0.3  # how long a lie stands before the connection breaks; libpqxx looks whether it still does
MODES = ("after", "racing", "before", "lie")
COMMIT_IS_DONE = b"C\0\0\0\x0bCOMMIT\0" + b"Z\0\0\0\x05I"


class Proxy:
    def __init__(self, postgres, log):
        self.postgres = postgres
        self.log = Journal(log)
        self.armed = []

    async def serve_client(self, reader, writer):
        try:
            database = await asyncio.open_unix_connection(self.postgres)
        except OSError:
            writer.close()
            return
        pair = Pair(self, (reader, writer), database)
        try:
            await pair.run()
        except asyncio.CancelledError:
            pass  # the proxy ends

    def cut_now(self, watch):
        """The mode of the cut to make at this COMMIT, or None."""
        if not self.armed or "writer" not in watch.application:
            return None
        mode = self.armed.pop(0)
        self.log.write(t=now_us(), e="commit_cut", mode=mode)
        return mode


class Pair:
    """A client's connection and its own to PostgreSQL."""

    def __init__(self, proxy, client, database):
        self.proxy = proxy
        self.client_reader, self.client = client
        self.database_reader, self.database = database
        self.watch = CommitWatch()
        self.mute = False  # what PostgreSQL says is no longer passed on
        self.committed = asyncio.Event()

    async def run(self):
        ways = [asyncio.ensure_future(self.upstream()), asyncio.ensure_future(self.downstream())]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        for writer in (self.client, self.database):
            writer.close()

    async def upstream(self):
        while data := await self.client_reader.read(READ_BYTES):
            for piece, is_commit in self.watch.feed(data):
                mode = self.proxy.cut_now(self.watch) if is_commit else None
                if mode:
                    return await self.cut(mode, piece)
                self.database.write(piece)
            await self.database.drain()

    async def downstream(self):
        while data := await self.database_reader.read(READ_BYTES):
            if self.mute:
                self.committed.set()
                continue
            self.client.write(data)
            await self.client.drain()

    async def cut(self, mode, commit):
        self.mute = True
        if mode == "lie":
            self.client.write(COMMIT_IS_DONE)
            return await asyncio.sleep(LIE_S)
        if mode != "before":
            self.database.write(commit)
            await self.database.drain()
        if mode == "after":
            await asyncio.wait_for(self.committed.wait(), 10)
        self.client.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
        self.client.transport.abort()


async def main(postgres, log):
    proxy = Proxy(postgres, log)
    server = await asyncio.start_server(proxy.serve_client, "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip() not in MODES:
            raise SystemExit(f"no such cut: {line}")
        proxy.armed.append(line.strip())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
