"""A client on a bare socket: it sends exactly the bytes it is told to and reads answers strictly."""

import select
import socket
import struct
import time

from .canary import CLIENT_KEY, Watch
from .wire import ResponseReader

GONE = (ConnectionResetError, BrokenPipeError)


class RawClient:
    def __init__(self, port, host="127.0.0.1", timeout=10, receive_buffer=None, segment=None):
        self.port, self.host, self.timeout = port, host, timeout
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        if segment:  # small ones keep the gateway's kernel from buffering megabytes for it
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, segment)
        self.socket.settimeout(timeout)
        self.socket.connect((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.watch = Watch("an answer")
        self.at_end = False
        self.was_reset = False
        self._methods = []
        self._reader = None
        self._rest = b""

    # Sending

    def send(self, data):
        self.socket.sendall(data)

    def send_while_open(self, data):
        """Sends what the gateway takes; it may have answered and closed before the end. Returns the bytes sent."""
        sent = 0
        self.socket.settimeout(self.timeout)
        try:
            while sent < len(data):
                sent += self.socket.send(data[sent : sent + 65536])
        except GONE:
            pass
        return sent

    def request(self, method, target, headers=None, body=None, version="1.1", authorization=True):
        """Sends one request; the gateway may answer before it has all of it. Host, Authorization and Content-Length are
        filled in unless `headers` names them."""
        fields = list(headers.items() if isinstance(headers, dict) else headers or [])
        named = {name.lower() for name, _ in fields}
        if "host" not in named:
            fields.insert(0, ("Host", f"{self.host if ':' not in self.host else '[' + self.host + ']'}:{self.port}"))
        if authorization and "authorization" not in named:
            fields.append(("Authorization", f"Bearer {CLIENT_KEY}"))
        if body is not None and not named & {"content-length", "transfer-encoding"}:
            fields.append(("Content-Length", str(len(body))))
        if body is not None and "content-type" not in named:
            fields.append(("Content-Type", "application/json"))
        head = f"{method} {target} HTTP/{version}\r\n" + "".join(f"{n}: {v}\r\n" for n, v in fields) + "\r\n"
        self.expect(method)
        self.send_while_open(head.encode("latin-1") + (body or b""))

    def expect(self, *methods):
        """The methods of requests sent by hand, so that their answers are framed right."""
        self._methods.extend(methods)

    # Receiving

    def receive(self, timeout=None):
        """One read; b"" at the end, however it came."""
        self.socket.settimeout(self.timeout if timeout is None else timeout)
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            data, self.was_reset = b"", True
        if not data:
            self.at_end = True
        self.watch.feed(data)
        return data

    def _current(self):
        if self._reader is None:
            self._reader = ResponseReader(self._methods.pop(0) if self._methods else "GET")
            rest, self._rest = self._rest, b""
            self._reader.feed(rest)
        return self._reader

    def read_until(self, condition, timeout=None):
        """Reads on until `condition(answer)` holds or the gateway closes; returns the answer as far as it has come."""
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        reader = self._current()
        while not condition(reader.response) and not reader.response.complete:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"waited in vain; so far {reader.response!r}")
            data = self.receive(timeout=left)
            if not data:
                reader.end()
                break
            reader.feed(data)
        return reader.response

    def head(self, timeout=None):
        return self.read_until(lambda r: r.status is not None, timeout)

    def body_containing(self, text, timeout=None):
        response = self.read_until(lambda r: text in r.body, timeout)
        assert text in response.body, f"{text!r} never came: {response!r}"
        return response

    def interim(self, timeout=None):
        return self.read_until(lambda r: r.interims or r.status is not None, timeout)

    def response(self, timeout=None):
        """One whole answer, or what there was of it when the gateway closed (`complete` tells)."""
        response = self.read_until(lambda r: r.complete, timeout)
        assert response.status is not None, f"closed without an answer (reset: {self.was_reset})"
        self._rest, self._reader = self._reader.rest, None
        return response

    def ask(self, method, target, headers=None, body=None, **options):
        self.request(method, target, headers, body, **options)
        return self.response()

    def silent_for(self, seconds):
        """True if nothing at all comes in that time."""
        if self._reader is not None and self._reader.rest or self._rest:
            return False
        return not select.select([self.socket], [], [], seconds)[0]

    def closed_by_peer(self, timeout=None):
        """True if the gateway closes, having sent nothing more, before the time is over."""
        if self._rest:
            return False
        try:
            return self.receive(timeout) == b""
        except TimeoutError:
            return False

    # Leaving

    def finish(self):
        self.socket.shutdown(socket.SHUT_WR)

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
        self.watch.check()
