"""Reading one HTTP/1 answer as strictly as RFC 9112 allows, byte by byte if need be.

Clients forgive much. A gateway must not rely on it, so every answer in these tests goes through this reader, and complete
ones through h11 as a second opinion.
"""

import json
import re

import h11

TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
STATUS_LINE = re.compile(rb"HTTP/1\.1 ([1-5][0-9][0-9]) [\t\x20-\x7e]*\Z")
VALUE = re.compile(rb"(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?\Z")
DATE = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\Z")


class WireError(AssertionError):
    """The gateway broke the protocol."""


def demand(condition, message):
    if not condition:
        raise WireError(message)


def parse_fields(lines):
    """Field lines as (lower-case name, value); anything but the canonical form is an error."""
    fields = []
    for line in lines:
        name, colon, value = line.partition(b":")
        demand(colon and TOKEN.match(name), f"not a field line: {line[:80]!r}")
        value = value.strip(b" \t")
        demand(VALUE.match(value), f"control characters in a value: {line[:80]!r}")
        fields.append((name.decode().lower(), value.decode("latin-1")))
    return fields


class Response:
    """An answer, or as much of one as has come."""

    def __init__(self, method):
        self.method = method
        self.interims = []
        self.status = None
        self.fields = []
        self.framing = None
        self.body = bytearray()
        self.complete = False
        self.raw = bytearray()
        self.forgotten = 0

    def forget(self):
        """Lets go of the body so far, of which there may be too much to keep; returns it."""
        body = bytes(self.body)
        self.forgotten += len(body)
        self.body.clear()
        self.raw.clear()
        return body

    def all(self, name):
        return [value for field, value in self.fields if field == name.lower()]

    def get(self, name):
        values = self.all(name)
        assert len(values) <= 1, f"{name} came {len(values)} times: {values}"
        return values[0] if values else None

    def json(self):
        return json.loads(bytes(self.body))

    @property
    def error(self):
        """The error object in whichever envelope."""
        return self.json()["error"]

    def __repr__(self):
        state = "complete" if self.complete else "incomplete"
        return f"<{self.status} {state} {self.framing} {bytes(self.body[:300])!r}>"


class ResponseReader:
    """Feeds one Response; what follows it stays in `rest`."""

    def __init__(self, method):
        self.response = Response(method)
        self.rest = b""
        self._state = self._head
        self._left = 0

    def feed(self, data):
        self.rest += data
        while not self.response.complete and self._state():
            pass

    def end(self):
        """The gateway closed. Right only where closing ends the body."""
        if self.response.framing == "close" and not self.response.complete:
            self._finish()

    def _take(self, count):
        taken, self.rest = self.rest[:count], self.rest[count:]
        self.response.raw += taken
        return taken

    def _finish(self):
        self.response.complete = True
        check_with_h11(self.response)
        return False

    def _head(self):
        end = self.rest.find(b"\r\n\r\n")
        if end < 0:
            demand(len(self.rest) < 256 * 1024, "endless head")
            return False
        head = self._take(end + 4)[:-4]
        lines = head.split(b"\r\n")
        demand(
            b"\n" not in head.replace(b"\r\n", b"") and b"\r" not in head.replace(b"\r\n", b""),
            f"bare CR or LF: {head!r}",
        )
        status = STATUS_LINE.match(lines[0])
        demand(status, f"not a status line: {lines[0]!r}")
        code, fields = int(status[1]), parse_fields(lines[1:])
        if code < 200:
            demand(code != 101, "101 without Upgrade")
            self.response.interims.append((code, fields))
            return True
        self.response.status, self.response.fields = code, fields
        self._choose_framing()
        return True

    def _choose_framing(self):
        r = self.response
        lengths, codings = r.all("content-length"), r.all("transfer-encoding")
        demand(not (lengths and codings), "Content-Length together with Transfer-Encoding")
        demand(len(lengths) <= 1 and len(codings) <= 1, f"framing twice: {lengths} {codings}")
        demand(all(re.fullmatch(r"0|[1-9][0-9]*", n) for n in lengths), f"Content-Length {lengths}")
        demand(codings in ([], ["chunked"]), f"Transfer-Encoding {codings}")
        demand(len(r.all("date")) == 1 and DATE.match(r.get("date")), f"Date {r.all('date')}")
        demand(len(r.all("server")) <= 1, "Server twice")
        if r.status == 204:
            demand(not lengths and not codings, "framing on 204")
        if r.method == "HEAD" or r.status in (204, 304):
            r.framing = "none"
            self._finish()
        elif codings:
            r.framing, self._state = "chunked", self._chunk_head
        elif lengths:
            r.framing, self._left, self._state = "length", int(lengths[0]), self._counted
        else:
            r.framing, self._state = "close", self._until_close

    def _counted(self):
        taken = self._take(self._left)
        self.response.body += taken
        self._left -= len(taken)
        return self._finish() if self._left == 0 else False

    def _until_close(self):
        self.response.body += self._take(len(self.rest))
        return False

    def _chunk_head(self):
        end = self.rest.find(b"\r\n")
        if end < 0:
            demand(len(self.rest) < 64, f"endless chunk head: {self.rest[:64]!r}")
            return False
        line = self._take(end + 2)[:-2]
        demand(re.fullmatch(rb"[0-9A-Fa-f]{1,16}", line), f"chunk head {line!r}")
        self._left = int(line, 16)
        self._state = self._chunk_data if self._left else self._trailer
        return True

    def _chunk_data(self):
        if self._left:
            taken = self._take(self._left)
            self.response.body += taken
            self._left -= len(taken)
        if self._left or len(self.rest) < 2:
            return False
        demand(self._take(2) == b"\r\n", "no CRLF after chunk data")
        self._state = self._chunk_head
        return True

    def _trailer(self):
        if len(self.rest) < 2:
            return False
        demand(self._take(2) == b"\r\n", f"trailers: {self.rest[:80]!r}")
        return self._finish()


def check_with_h11(response):
    """h11 must come to the same status and the same body."""
    if response.forgotten or len(response.raw) > 4 << 20 or response.method == "CONNECT":
        return
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
    connection.send(h11.Request(method=response.method, target="/", headers=[("Host", "gateway")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(bytes(response.raw))
    if response.framing == "close":
        connection.receive_data(b"")
    body, status = bytearray(), None
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            break
        elif event is h11.NEED_DATA:
            raise WireError("h11 finds the answer incomplete")
    demand((status, bytes(body)) == (response.status, bytes(response.body)), "h11 reads another answer")
