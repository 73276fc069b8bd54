"""Secrets that no test may ever see again.

Every secret of the tests contains the word CANARY: upstream keys, what a client sends as its own key, credentials of an
outgoing proxy. So one search over everything that came out of the gateway shows a leak, whatever test ran.
"""

WORD = b"CANARY"

UPSTREAM_KEY = "sk-or-v1-CANARY" + "0123456789abcdef" * 3 + "wxyz"
CLIENT_KEY = "sk-client-CANARY-5f1d"
ACCESS_KEY = "sk-access-CANARY-77aa"
PROXY_USER = "proxyuser"
PROXY_PASSWORD = "proxy-CANARY-31cc"


class Watch:
    """Searches a stream of bytes for the word, in constant memory."""

    def __init__(self, what):
        self.what = what
        self.leak = None
        self._tail = b""

    def feed(self, data):
        window = self._tail + data
        at = window.find(WORD)
        if at >= 0 and self.leak is None:
            self.leak = window[max(0, at - 60) : at + 60]
        self._tail = window[-(len(WORD) - 1) :]

    def check(self):
        assert self.leak is None, f"a secret came out in {self.what}: …{self.leak!r}…"
