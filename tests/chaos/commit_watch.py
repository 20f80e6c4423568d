"""Finds the COMMIT in what a PostgreSQL client sends (protocol 3.0): pure, no sockets.

libpqxx commits by a simple query `COMMIT`; a COMMIT by way of Parse and Sync is found as well. Only those count that end a batch of
the server: a transaction that ran a prepared statement. What a starting server commits is left alone.
"""

import struct

SSL_REQUEST = 80877103
GSS_REQUEST = 80877104
START = 196608  # protocol 3.0


class CommitWatch:
    """Fed with the client's bytes, gives them back in pieces that end where a piece should end."""

    def __init__(self):
        self._bytes = bytearray()
        self._started = False
        self._armed_by_parse = False
        self._wrote = False
        self.application = ""

    def feed(self, data):
        """A list of (bytes, is_commit): the whole messages among what came so far, in order."""
        self._bytes += data
        pieces = []
        while (piece := self._next()) is not None:
            pieces.append(piece)
        return pieces

    def _next(self):
        return self._next_message() if self._started else self._next_greeting()

    def _take(self, count):
        piece = bytes(self._bytes[:count])
        del self._bytes[:count]
        return piece

    def _next_greeting(self):
        if len(self._bytes) < 8:
            return None
        length, code = struct.unpack_from("!ii", self._bytes)
        if len(self._bytes) < length:
            return None
        piece = self._take(length)
        if code == START:
            self._started = True
            words = piece[8:].split(b"\0")
            named = dict(zip(words[::2], words[1::2]))
            self.application = named.get(b"application_name", b"").decode()
        return piece, False

    def _next_message(self):
        if len(self._bytes) < 5:
            return None
        kind, length = struct.unpack_from("!ci", self._bytes)
        if len(self._bytes) < 1 + length:
            return None
        piece = self._take(1 + length)
        if kind == b"Q":
            return piece, is_commit(piece[5:]) and self._end_batch()
        if kind == b"B" and piece[5:].split(b"\0", 2)[1]:  # the portal's name, then the statement's
            self._wrote = True
        if kind == b"P":  # the statement's name, then its text
            self._armed_by_parse = is_commit(piece[5:].partition(b"\0")[2])
        if kind == b"S" and self._armed_by_parse:
            self._armed_by_parse = False
            return piece, self._end_batch()
        return piece, False

    def _end_batch(self):
        wrote, self._wrote = self._wrote, False
        return wrote


def is_commit(text):
    word = text.split(b"\0")[0].strip().rstrip(b";").strip().upper()
    return word in (b"COMMIT", b"COMMIT TRANSACTION", b"COMMIT WORK", b"END")
