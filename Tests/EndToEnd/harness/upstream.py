"""An upstream that does exactly what a script says, on a bare socket.

A script is a row of answers: callables that take the connection, with the request read as `connection.request`. Each request,
on whatever connection, takes the next one; the last is used for ever. Pace `bytes` makes every small write a byte at a time.
"""

import contextlib
import socket
import ssl
import threading

from .connection import Connection


class ScriptedUpstream:
    def __init__(self, *script, pace="whole", tls=None, host="127.0.0.1", port=0, per_connection=None, backlog=1024):
        self.pace, self.tls, self.host = pace, tls, host
        self.per_connection = per_connection
        self.connections, self.requests, self.faults, self.handshake_errors = [], [], [], []
        self._script = list(script)
        self._changed = threading.Condition()
        self._threads = []
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.socket(family, socket.SOCK_STREAM)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((host, port))
        self._listener.listen(backlog)
        self.port = self._listener.getsockname()[1]
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    @property
    def url(self):
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}/api/v1"

    # Serving

    def _accept(self):
        while True:
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=self._serve, args=(accepted,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _serve(self, accepted):
        connection = Connection(self, accepted)
        with self._changed:
            self.connections.append(connection)
            self._changed.notify_all()
        try:
            if self.tls:
                connection.socket = self.tls.wrap_socket(accepted, server_side=True)
            if self.per_connection:
                self.per_connection(connection)
            else:
                self._answer_requests(connection)
        except ssl.SSLError as error:
            self.handshake_errors.append(error)
        except OSError:
            pass
        except Exception as error:  # a fault of the script: shown by the test's end
            self.faults.append(repr(error))
        finally:
            connection._left()
            with contextlib.suppress(OSError):
                connection.socket.close()
            connection.closed.set()

    def _answer_requests(self, connection):
        while connection.read_head():
            answer = self._next()
            if not getattr(answer, "at_head", False) and not connection.read_body():
                return
            answer(connection)
            if connection.finished:
                return

    def _next(self):
        with self._changed:
            return self._script.pop(0) if len(self._script) > 1 else self._script[0]

    def note(self, connection):
        with self._changed:
            self.requests.append(connection.request)
            self.faults.extend(connection.request.faults())
            self._changed.notify_all()

    # What tests ask

    def wait_for_requests(self, count, timeout=10):
        self._wait(lambda: len(self.requests) >= count, timeout, f"{count} requests")
        return self.requests[count - 1]

    def wait_for_connections(self, count, timeout=10):
        self._wait(lambda: len(self.connections) >= count, timeout, f"{count} connections")
        return self.connections[count - 1]

    def _wait(self, condition, timeout, what):
        with self._changed:
            assert self._changed.wait_for(condition, timeout), f"the gateway never made {what}"

    def stop_listening(self):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop_listening()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.socket.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(2)
        assert not self.faults, f"the gateway or the script went wrong upstream: {self.faults[:5]}"
