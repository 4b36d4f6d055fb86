"""Certificates for Twilio's host names, from an authority that only tests trust."""

from __future__ import annotations

import logging
import os
import ssl
import stat
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import ExtensionNotFound
from trustme import CA

from mocktr.errors import OptionError
from mocktr.hosts import is_address, is_near, is_twilio

LOG = logging.getLogger(__name__)

REAL_HOST = "taskrouter.twilio.com"
NAMES = (REAL_HOST, "*.twilio.com", "localhost", "127.0.0.1", "::1")
"""What the certificate is for that a client gets who names no host, or none of these and ours."""

BEFORE, AFTER = timedelta(days=2), timedelta(days=800)
"""Clocks may differ; Apple's clients take nothing that is valid for more than 825 days."""
MOST_NAMES = 200

OTHERS = stat.S_IRWXG | stat.S_IRWXO

UNUSABLE = (ssl.SSLError, ValueError, TypeError, ExtensionNotFound, UnsupportedAlgorithm)


class Authority:
    """A certificate authority, for this run or kept in a file.

    The file holds its key and its certificate in PEM. It is made where there is none, for nobody
    but its owner to read; where others can read it, this is taken from them, with a warning.
    Raises OptionError where it can't be used.
    """

    def __init__(self, file: str | Path | None = None) -> None:
        self.ca = CA(organization_name="mocktr", organization_unit_name="for tests only")
        if file is not None and not keep(self.ca, Path(file)):
            self.ca = kept(Path(file))
            check(self, file)
        self.context_for = lru_cache(MOST_NAMES)(self.issue)

    @property
    def certificate(self) -> str:
        """The certificate that clients have to trust, in PEM."""
        return self.ca.cert_pem.bytes().decode()

    def write_certificate(self, file: str | Path) -> None:
        """Write it to a file, for clients to read; raises OptionError."""
        try:
            Path(file).write_text(self.certificate)
        except OSError as error:
            raise OptionError(f"tls_ca_cert: cannot write {file}: {error.strerror}") from None

    def context(self, host: str = "127.0.0.1") -> ssl.SSLContext:
        """What a server needs that listens on `host` and answers as Twilio's hosts.

        A wildcard covers one label, so names such as `taskrouter.dublin.ie1.twilio.com` get a
        certificate of their own when they are asked for; so do the names of container networks.
        """
        own = (host,) if is_address(host) and host not in NAMES else ()
        context = self.issue(*NAMES, *own)
        context.sni_callback = self.choose
        return context

    def choose(self, tls: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
        if name and name not in NAMES and (is_twilio(name) or is_near(name)):
            # What can't stand in a certificate gets that of the other names.
            with suppress(ValueError):
                tls.context = self.context_for(name)

    def issue(self, *names: str) -> ssl.SSLContext:
        """A context with a certificate for these names."""
        now = datetime.now(timezone.utc)
        leaf = self.ca.issue_cert(
            *names, organization_name="mocktr", not_before=now - BEFORE, not_after=now + AFTER
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        leaf.configure_cert(context)
        return context


def keep(ca: CA, file: Path) -> bool:
    """Write an authority to its file, unless there is one."""
    content = ca.private_key_pem.bytes() + ca.cert_pem.bytes()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    except OSError as error:
        raise OptionError(f"tls_ca: cannot write {file}: {error.strerror}") from None
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
    return True


def kept(file: Path) -> CA:
    close_to_others(file)
    try:
        content = file.read_bytes()
        return CA.from_pem(content, content)
    except OSError as error:
        raise OptionError(f"tls_ca: cannot read {file}: {error.strerror}") from None
    except UNUSABLE as error:
        raise unusable(file, error) from None


def close_to_others(file: Path) -> None:
    """Let nobody but its owner read a key: with it anybody is believed to be anybody."""
    try:
        mode = file.stat().st_mode
        # Other systems than these have no such modes.
        if os.name != "posix" or not stat.S_ISREG(mode) or not mode & OTHERS:
            return
        file.chmod(stat.S_IMODE(mode) & ~OTHERS)
    except OSError as error:
        why = f"its owner alone may read the key in {file}: {error.strerror}"
        raise OptionError(f"tls_ca: {why}") from None
    LOG.warning("tls_ca: others could read the key in %s; now its owner alone can", file)


def check(authority: Authority, file: str | Path) -> None:
    """Whether a client that trusts the authority would take its certificates."""
    try:
        client = ssl.create_default_context(cadata=authority.certificate)
        shake_hands(client, authority.issue(REAL_HOST))
    except UNUSABLE as error:
        raise unusable(file, error) from None


def unusable(file: str | Path, error: Exception) -> OptionError:
    said = str(error) or type(error).__name__
    return OptionError(
        f"tls_ca: {file}: expected the key and the certificate of an authority in PEM: {said}"
    )


def shake_hands(client: ssl.SSLContext, server: ssl.SSLContext) -> None:
    """A TLS handshake in memory; raises SSLError."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(down, up, server_hostname=REAL_HOST),
        server.wrap_bio(up, down, server_side=True),
    ]
    for end in ends * 2:
        with suppress(ssl.SSLWantReadError):
            end.do_handshake()
