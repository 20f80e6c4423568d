"""As much HTTP/1.1 as both ends here need: messages with a Content-Length, one after the other."""

import json


class Broken(Exception):
    """What came is no message of that kind."""


class Reader:
    """Cuts a stream of bytes into messages."""

    def __init__(self):
        self._bytes = bytearray()

    def feed(self, data):
        self._bytes += data

    def empty(self):
        return not self._bytes

    def take(self):
        """(first line, headers by lower-case name, body), or None while the message is not complete."""
        end = self._bytes.find(b"\r\n\r\n")
        if end < 0:
            return None
        first, *lines = self._bytes[:end].decode("latin-1").split("\r\n")
        headers = {}
        for line in lines:
            name, colon, value = line.partition(":")
            if not colon:
                raise Broken(line)
            headers[name.lower()] = value.strip()
        if "transfer-encoding" in headers:
            raise Broken("chunked messages are not spoken here")
        total = end + 4 + int(headers.get("content-length", 0))
        if len(self._bytes) < total:
            return None
        body = bytes(self._bytes[end + 4:total])
        del self._bytes[:total]
        return first, headers, body


def response(status, body):
    data = json.dumps(body, separators=(",", ":")).encode()
    return (f"HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(data)}\r\n\r\n").encode() + data


def request(method, path, key, body=b"", headers=()):
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {key}"]
    lines += [f"{name}: {value}" for name, value in headers]
    if body:
        lines.append("Content-Type: application/json")
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
