"""A connection of a seller to the server, made anew when it broke."""

import asyncio

from . import http1


class NotSent(Exception):
    """No connection came about: the server cannot have heard of the request."""


class Cut(Exception):
    """The connection broke, or was cut on purpose, after the request had been sent."""


class _Line(asyncio.Protocol):
    def __init__(self):
        self.reader = http1.Reader()
        self.waiting = None
        self.lost = False

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.reader.feed(data)
        message = self.reader.take()
        if message and self.waiting and not self.waiting.done():
            self.waiting.set_result(message)

    def connection_lost(self, problem):
        self.lost = True
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(Cut(str(problem or "closed")))


class Client:
    def __init__(self, port, timeout_s=20):
        self._port = port
        self._timeout_s = timeout_s
        self._line = None

    async def connect(self):
        if self._line is not None and not self._line.lost:
            return
        loop = asyncio.get_running_loop()
        try:
            connecting = loop.create_connection(_Line, "127.0.0.1", self._port)
            _, self._line = await asyncio.wait_for(connecting, self._timeout_s)
        except (OSError, asyncio.TimeoutError) as problem:
            raise NotSent(str(problem)) from problem

    async def exchange(self, raw, cut_after_s=None):
        """(status, body as text) of one request. To be called after connect. Raises Cut."""
        line = self._line
        line.waiting = asyncio.get_running_loop().create_future()
        if line.lost:
            raise Cut("closed before it was sent")
        line.transport.write(raw)
        try:
            limit_s = self._timeout_s if cut_after_s is None else cut_after_s
            first, headers, body = await asyncio.wait_for(line.waiting, limit_s)
        except asyncio.TimeoutError:
            self.close()
            raise Cut("cut on purpose" if cut_after_s is not None else "no answer in time") from None
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(first.split(" ")[1]), body.decode()

    def close(self):
        if self._line is not None:
            self._line.lost = True
            self._line.transport.abort()
