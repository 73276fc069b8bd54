"""Outgoing proxies: one that speaks HTTP (absolute form and CONNECT), one that speaks SOCKS 5."""

import base64
import contextlib
import socket
import struct
import threading


class Proxy:
    """Accepts, writes down who asked for what, and connects through."""

    def __init__(self):
        self.asked, self.credentials, self._sockets = [], [], []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with contextlib.suppress(OSError, ValueError):
            self.negotiate(client)
        with contextlib.suppress(OSError):
            client.close()

    def join(self, client, host, port, first=b""):
        with socket.create_connection((host, port)) as server:
            server.sendall(first)
            back = threading.Thread(target=self._pump, args=(server, client), daemon=True)
            back.start()
            self._pump(client, server)
            back.join()

    @staticmethod
    def _pump(source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in [self._listener, *self._sockets]:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


class HTTPProxy(Proxy):
    url_scheme = "http"

    def negotiate(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            data = client.recv(65536)
            if not data:
                return
            head += data
        lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "proxy-authorization":
                self.credentials.append(base64.b64decode(value.partition(" ")[2]).decode())
        self.asked.append((method, target))
        if method == "CONNECT":
            host, _, port = target.rpartition(":")
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self.join(client, host, int(port))
        else:
            scheme, _, rest = target.partition("://")
            authority, slash, path = rest.partition("/")
            host, _, port = authority.partition(":")
            kept = "\r\n".join(line for line in lines[1:] if not line.lower().startswith("proxy-"))
            first = (
                f"{method} {slash}{path} HTTP/1.1\r\n{kept}\r\n\r\n".encode("latin-1") + head.partition(b"\r\n\r\n")[2]
            )
            self.join(client, host, int(port or 80), first)


class SOCKS5Proxy(Proxy):
    """`names` tells where a host name leads (socks5h leaves resolving to the proxy)."""

    url_scheme = "socks5"

    def __init__(self, names=None):
        self.names = names or {}
        super().__init__()

    def negotiate(self, client):
        stream = client.makefile("rb", buffering=0)

        def exactly(count):
            data = b""
            while len(data) < count:
                more = stream.read(count - len(data))
                if not more:
                    raise ValueError("closed")
                data += more
            return data

        version, methods = exactly(2)
        offered = exactly(methods)
        if 2 in offered:
            client.sendall(b"\x05\x02")
            _, length = exactly(2)
            user = exactly(length).decode()
            password = exactly(exactly(1)[0]).decode()
            self.credentials.append(f"{user}:{password}")
            client.sendall(b"\x01\x00")
        else:
            client.sendall(b"\x05\x00")
        _, _, _, kind = exactly(4)
        if kind == 1:
            host = socket.inet_ntoa(exactly(4))
        elif kind == 3:
            host = exactly(exactly(1)[0]).decode()
        else:
            host = socket.inet_ntop(socket.AF_INET6, exactly(16))
        port = struct.unpack(">H", exactly(2))[0]
        self.asked.append((kind, host))
        client.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        self.join(client, self.names.get(host, host), port)
