"""Certificates for scripted upstreams: one authority a test run trusts, and leaves of every bad kind."""

import datetime
import ssl

import trustme


class Authority:
    def __init__(self, folder):
        self._authority = trustme.CA()
        self.file = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.file))

    def context(self, *names, protocols=None, expired=False):
        """A server's TLS context with a certificate for these names."""
        past = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=2)
        leaf = self._authority.issue_cert(*names, not_after=past) if expired else self._authority.issue_cert(*names)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        leaf.configure_cert(context)
        if protocols:
            context.set_alpn_protocols(protocols)
        return context
