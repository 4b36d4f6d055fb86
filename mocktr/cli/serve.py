"""`mocktr serve`: a world on a port, until it is told to end."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from errno import EADDRINUSE
from importlib import import_module
from shlex import quote
from ssl import SSLContext
from typing import Any

import click

from mocktr import __version__
from mocktr.cli.failures import import_extra, refusals
from mocktr.cli.remote import DEFAULT_PORT
from mocktr.server import descriptors, logs
from mocktr.server.keeper import Keeper
from mocktr.server.options import LOG_FORMAT, OPTIONS
from mocktr.server.port.http import MOST_CONNECTIONS, MOST_THREADS, url_of
from mocktr.server.server import Server

TLS_PORT = 8443
TURN = 0.0003
"""Seconds that one thread may compute while others want to; a request needs several turns."""
REAL = "https://taskrouter.twilio.com"


@click.command(params=[*OPTIONS, LOG_FORMAT])
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=DEFAULT_PORT, show_default=True, help="0 picks a free one.")
@click.option(
    "--threads", default=MOST_THREADS, show_default=True, help="Answer so many requests at a time."
)
@click.option(
    "--connections", default=MOST_CONNECTIONS, show_default=True, help="Keep so many at most."
)
@click.option(
    "--state",
    envvar="MOCKTR_STATE",
    show_envvar=True,
    metavar="FILE",
    help="Keep the worlds in this file, and begin with those in it.",
)
@click.option(
    "--state-every",
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Write them so often, besides at the end.",
)
@click.option("--state-events", is_flag=True, help="Keep the event logs, too.")
@click.option("--tls", is_flag=True, help="Answer as taskrouter.twilio.com on another port too.")
@click.option("--tls-port", default=TLS_PORT, show_default=True, help="0 picks a free one.")
@click.option("--tls-ca", metavar="FILE", help="Keep the private key and certificate here.")
@click.option("--tls-ca-cert", metavar="FILE", help="Write the certificate to trust to this file.")
def serve(
    host: str,
    port: int,
    threads: int,
    connections: int,
    tls: bool,
    tls_port: int,
    tls_ca: str | None,
    tls_ca_cert: str | None,
    state: str | None,
    state_every: float,
    state_events: bool,
    log_format: str | None,
    **world: Any,
) -> None:
    """Serve TaskRouter until Ctrl-C or SIGTERM."""
    if not tls and (tls_ca or tls_ca_cert):
        raise click.UsageError("--tls-ca and --tls-ca-cert are for --tls")
    if log_format is not None:
        logs.configure(log_format)
    sys.setswitchinterval(TURN)
    descriptors.raise_limit()
    # Some Pythons are built without the module for it.
    with suppress(ImportError):
        import_module("mocktr.server.memory").keep_compact()
    with refusals():
        context = certified(host, tls_ca, tls_ca_cert) if tls else None
        server = Server(
            host=host,
            port=port,
            threads=threads,
            connections=connections,
            tls=context,
            tls_port=tls_port,
            **world,
        )
        keeper = kept(server, state, state_every, state_events)
    import_module("mocktr.server.collector").install(lambda: server.http.is_crowded)
    bind(server)
    # A handler may cut in while locks are held, so it waits for nothing.
    on_signal(lambda *_: server.http.stop())
    click.echo(greeting(server, world["seed"], world["clock"], tls_ca_cert))
    if keeper is not None:
        keeper.start()
    server.serve()
    # Who is impatient signals again; the interpreter's own end would be cut short by that.
    on_signal(signal.SIG_IGN)
    server.stop()
    if keeper is not None:
        end(keeper)


def kept(server: Server, path: str | None, every: float, events: bool) -> Keeper | None:
    """Who keeps the worlds in a file, if somebody is to; they are those of the file now."""
    if path is None:
        return None
    keeper = Keeper(server.sandbox, path, every, events)
    keeper.read()
    return keeper


def end(keeper: Keeper) -> None:
    """Write the worlds for the last time."""
    try:
        keeper.stop()
    except OSError as error:
        said = f"the worlds could not be written to {keeper.path}: {error.strerror}"
        raise click.ClickException(said) from None


def certified(host: str, ca: str | None, certificate: str | None) -> SSLContext:
    """What a server needs to answer as Twilio's hosts."""
    authority = import_extra("mocktr.server.certificates").Authority(ca)
    if certificate is not None:
        authority.write_certificate(certificate)
    context: SSLContext = authority.context(host)
    return context


def on_signal(action: Any) -> None:
    """What the signals that end a server do from now on."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, action)


def bind(server: Server) -> None:
    for option, part in (("--port", server.http), ("--tls-port", server.tls)):
        if part is None:
            continue
        try:
            part.bind()
        except OSError as error:
            advice = f"; choose another port with {option}, or {option} 0 for a free one"
            raise click.ClickException(
                f"cannot listen on {part.host}:{part.port}: {error.strerror}"
                + (advice if error.errno == EADDRINUSE else "")
            ) from None


def greeting(server: Server, seeds: tuple[str, ...], clock: str, certificate: str | None) -> str:
    """What is served, and how to call it."""
    world = ", ".join(seeds) or "an empty project"
    lines = [
        f"mocktr {__version__} serves {world} on {server.url} ({clock} clock)",
        f"  curl -u ACxxx:token {server.url}/v1/Workspaces",
        f"  curl {server.url}/mocktr/health",
    ]
    if server.console_url is not None:
        lines.insert(1, f"  console: {server.console_url}")
    if server.tls is not None:
        option = f"--cacert {quote(certificate)}" if certificate else "--insecure"
        proxy = url_of("http", server.tls.host, server.tls.port)
        lines += [
            f"  as the real host on {server.tls.url}, and to clients whose HTTPS proxy is {proxy}:",
            f"  curl {option} --proxy {proxy} -u ACxxx:token {REAL}/v1/Workspaces",
        ]
    return "\n".join(lines)
