"""One connection as a ScriptedUpstream has it, and the words its scripts are written in."""

import contextlib
import fcntl
import socket
import ssl
import struct
import threading
import time

from .wire import TOKEN

WAIT = 20
SINGLY = 2048
SIOCOUTQ = 0x5411


class Request:
    """What the gateway sent."""

    def __init__(self, head):
        self.head = head
        lines = head.split(b"\r\n")
        self.method, self.target, self.version = (part.decode("latin-1") for part in lines[0].split(b" "))
        pairs = [line.partition(b":") for line in lines[1:]]
        self.fields = [(n.decode().lower(), v.strip(b" \t").decode("latin-1")) for n, _, v in pairs]
        self.body = b""

    def all(self, name):
        return [value for field, value in self.fields if field == name.lower()]

    def get(self, name):
        values = self.all(name)
        assert len(values) <= 1, f"{name} sent {len(values)} times"
        return values[0] if values else None

    def faults(self):
        """What no upstream should ever be sent."""
        names = [line.partition(b":")[0] for line in self.head.split(b"\r\n")[1:]]
        if not all(TOKEN.match(name) for name in names):
            yield f"field names {names}"
        if len(self.all("host")) != 1:
            yield f"Host {self.all('host')}"
        if len(self.all("content-length")) + len(self.all("transfer-encoding")) > 1:
            yield "framing told twice"
        for name in ("expect", "upgrade", "te", "trailer", "cookie", "forwarded", "x-api-key"):
            if self.all(name):
                yield f"{name}: {self.all(name)}"
        if "CLIENT" in str(self.fields) or "sk-client" in str(self.fields):
            yield "the client's own key"


class Connection:
    """One connection from the gateway, and the words a script is written in."""

    def __init__(self, upstream, accepted):
        self.upstream, self.socket = upstream, accepted
        self.buffer = b""
        self.request = None
        self.count = 0
        self.sent = 0
        self.finished = False
        self.gone = threading.Event()
        self.gone_at = None
        self.closed = threading.Event()
        self._framing = None

    # Reading

    def _receive(self):
        try:
            data = self.socket.recv(262144)
        except (ConnectionResetError, BrokenPipeError, ssl.SSLError):
            data = b""
        if not data:
            self._left()
        return data

    def _left(self):
        if not self.gone.is_set():
            self.gone_at = time.monotonic()
            self.gone.set()

    def read_head(self):
        while b"\r\n\r\n" not in self.buffer:
            data = self._receive()
            if not data:
                return False
            self.buffer += data
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        self.request = Request(head)
        self.count += 1
        self._framing = None
        self.upstream.note(self)
        return True

    def read_body(self):
        if self.request.get("transfer-encoding"):
            return self._read_chunks()
        body = bytearray(self.buffer)
        length = int(self.request.get("content-length") or 0)
        while len(body) < length:
            data = self._receive()
            if not data:
                return False
            body += data
        self.request.body, self.buffer = bytes(body[:length]), bytes(body[length:])
        return True

    def _read_chunks(self):
        body = bytearray()
        while True:
            size = int(self._line() or b"-1", 16)
            if size < 0:
                return False
            while len(self.buffer) < size + 2:
                data = self._receive()
                if not data:
                    return False
                self.buffer += data
            body += self.buffer[:size]
            self.buffer = self.buffer[size + 2 :]
            if size == 0:
                self.request.body = bytes(body)
                return True

    def _line(self):
        while b"\r\n" not in self.buffer:
            data = self._receive()
            if not data:
                return None
            self.buffer += data
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line

    # Writing

    def send(self, data):
        """Raw bytes, at the upstream's pace. False when the gateway has gone."""
        try:
            if self.upstream.pace == "bytes" and data:
                for at in range(0, min(SINGLY, len(data))):
                    self._send_all(data[at : at + 1])
                middle = max(SINGLY, len(data) - SINGLY)
                self._send_all(data[SINGLY:middle])
                for at in range(middle, len(data)):
                    self._send_all(data[at : at + 1])
            else:
                self._send_all(data)
            return True
        except OSError:
            self._left()
            return False

    def _send_all(self, data):
        at = 0
        while at < len(data):
            count = self.socket.send(data[at : at + 262144])
            at += count
            self.sent += count

    def head(self, status=200, fields=(), framing="chunked", reason="OK"):
        """The head of an answer that goes on with `data` and `end`. Framing: chunked, close, or a length."""
        lines = [f"HTTP/1.1 {status} {reason}"] + [f"{n}: {v}" for n, v in fields]
        if framing == "chunked":
            lines.append("Transfer-Encoding: chunked")
        elif framing == "close":
            lines.append("Connection: close")
        elif framing is not None:
            lines.append(f"Content-Length: {framing}")
        self._framing = framing
        return self.send(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    def data(self, data):
        if self._framing == "chunked":
            data = b"%x\r\n%s\r\n" % (len(data), data)
        return self.send(data)

    def pour(self, block):
        """A large part at full speed, whatever the pace. False when the gateway has gone."""
        framed = b"%x\r\n%s\r\n" % (len(block), block) if self._framing == "chunked" else block
        try:
            self._send_all(framed)
            return True
        except OSError:
            self._left()
            return False

    def end(self):
        if self._framing == "chunked":
            self.send(b"0\r\n\r\n")
        elif self._framing == "close":
            self.close()

    # Leaving and waiting

    def close(self):
        """FIN; what the gateway still sends is read, so that no RST follows."""
        self.finished = True
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
            self.socket.settimeout(1)
            while self.socket.recv(65536):
                pass
        self.socket.close()

    def reset(self):
        """RST, once the peer's kernel has what was sent: an RST may otherwise take data with it that did go out."""
        self.finished = True
        self._wait_until_delivered()
        self._linger_not()
        self.socket.close()

    def _wait_until_delivered(self):
        deadline = time.monotonic() + 0.2
        with contextlib.suppress(OSError):
            while struct.unpack("i", fcntl.ioctl(self.socket, SIOCOUTQ, b"    "))[0] and time.monotonic() < deadline:
                self.gone.wait(0.001)

    def _linger_not(self):
        with contextlib.suppress(OSError):
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def leave_while_idle(self, how):
        """From the test's thread: closes (`close` or `reset`) while the serving thread waits for a request."""
        if how == "reset":
            self._linger_not()
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RD)  # wakes the serving thread, which closes
        assert self.closed.wait(5)

    def wait_gone(self, timeout=WAIT):
        """Reads until the gateway closes this connection."""
        self.socket.settimeout(timeout)
        try:
            while self._receive():
                pass
        except TimeoutError:
            return False
        return True

    def wait(self, event, timeout=WAIT):
        """Stalls until the test lets go."""
        if not event.wait(timeout):
            raise TimeoutError("the test never let go")
