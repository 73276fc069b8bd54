"""An upstream that speaks HTTP/2 over TLS by a script: each request is answered by the next of its answers."""

import contextlib
import socket
import threading

import h2.config
import h2.connection
import h2.errors
import h2.events

from .answers import COMPLETION, dumps


class HTTP2Upstream:
    """An answer is a callable (connection, stream id); `connection` has `h2` and `flush`."""

    def __init__(self, context, *script):
        self.connections, self.requests, self.faults = [], [], []
        self._context, self._script = context, list(script)
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"https://127.0.0.1:{self.port}/api/v1"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(accepted,), daemon=True).start()

    def _serve(self, accepted):
        try:
            connection = HTTP2Connection(self._context.wrap_socket(accepted, server_side=True))
            self.connections.append(connection)
            connection.serve(self)
        except OSError:
            pass
        except Exception as error:
            self.faults.append(repr(error))
        finally:
            with contextlib.suppress(OSError):
                accepted.close()

    def next(self, request):
        with self._lock:
            self.requests.append(request)
            return self._script.pop(0) if len(self._script) > 1 else self._script[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.socket.shutdown(socket.SHUT_RDWR)
        assert not self.faults, self.faults


class HTTP2Connection:
    def __init__(self, accepted):
        self.socket = accepted
        self.protocol = accepted.selected_alpn_protocol()
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        self.finished = self.said_goodbye = False

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def close(self):
        self.finished = True
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)

    def serve(self, upstream):
        self.h2.initiate_connection()
        self.flush()
        requests = {}
        while not self.finished and (data := self.socket.recv(65536)):
            if self.said_goodbye:
                continue  # h2 takes nothing more after its own GOAWAY
            for event in self.h2.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    requests[event.stream_id] = {"headers": dict(event.headers), "body": b""}
                elif isinstance(event, h2.events.DataReceived):
                    requests[event.stream_id]["body"] += event.data
                    self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, h2.events.StreamEnded):
                    request = requests[event.stream_id]
                    upstream.next(request)(self, event.stream_id)
            if not self.finished:
                self.flush()


def answer(connection, stream):
    body = dumps(COMPLETION)
    head = [(":status", "200"), ("content-type", "application/json"), ("content-length", str(len(body)))]
    connection.h2.send_headers(stream, head)
    connection.h2.send_data(stream, body, end_stream=True)
    connection.flush()


def events(*parts, reset=None):
    """An event stream; `reset` ends it with RST_STREAM and this code."""

    def send(connection, stream):
        connection.h2.send_headers(stream, [(":status", "200"), ("content-type", "text/event-stream")])
        for part in parts:
            connection.h2.send_data(stream, part)
            connection.flush()
        if reset is None:
            connection.h2.end_stream(stream)
        else:
            connection.h2.reset_stream(stream, reset)
        connection.flush()

    return send


def refuse_stream(connection, stream):
    connection.h2.reset_stream(stream, h2.errors.ErrorCodes.REFUSED_STREAM)
    connection.flush()


def go_away(connection, stream):
    """GOAWAY that says: this request was never processed."""
    connection.h2.close_connection(error_code=h2.errors.ErrorCodes.NO_ERROR, last_stream_id=0)
    connection.flush()
    connection.close()


def go_away_after(connection, stream):
    """Answers, then says that the connection is over."""
    answer(connection, stream)
    connection.h2.close_connection(error_code=h2.errors.ErrorCodes.NO_ERROR, last_stream_id=stream)
    connection.flush()
    connection.said_goodbye = True
