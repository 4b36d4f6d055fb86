"""The command line: serve a world, check seed files, ask and steer a running server."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EADDRINUSE
from functools import partial
from importlib import import_module
from shlex import quote as quote_word
from ssl import SSLContext
from types import ModuleType
from typing import Any, TextIO
from urllib.parse import quote

import click

from mocktr.cli.ctl import DEFAULT_PORT, Remote, connecting, options
from mocktr.cli.ctl import ctl as steering
from mocktr.commands.command import declared
from mocktr.commands.evaluate import evaluate, evaluated
from mocktr.errors import AdminError, MocktrError, SeedError
from mocktr.sandbox.sandbox import Sandbox
from mocktr.server import logs
from mocktr.server.options import LOG_FORMAT, WORLD
from mocktr.server.port.http import url_of
from mocktr.server.server import Server
from mocktr.version import __version__

EVALUATE = declared(evaluate)
TLS_PORT = 8443
REAL = "https://taskrouter.twilio.com"

EXTRAS = {
    "twilio": ("Twilio's helper library", "twilio"),
    "trustme": ("trustme", "tls"),
    "cryptography": ("cryptography", "tls"),
}
"""What may be missing, and the extra that brings it."""


@click.group()
@click.version_option(__version__, prog_name="mocktr")
def main() -> None:
    """A stand-in for Twilio TaskRouter that people test against."""


@main.command(params=[*WORLD, LOG_FORMAT])
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=DEFAULT_PORT, show_default=True, help="0 picks a free one.")
@click.option("--tls", is_flag=True, help="Answer as taskrouter.twilio.com on another port too.")
@click.option("--tls-port", default=TLS_PORT, show_default=True, help="0 picks a free one.")
@click.option("--tls-ca", metavar="FILE", help="Keep the private key and certificate here.")
@click.option("--tls-ca-cert", metavar="FILE", help="Write the certificate to trust to this file.")
def serve(
    host: str,
    port: int,
    tls: bool,
    tls_port: int,
    tls_ca: str | None,
    tls_ca_cert: str | None,
    log_format: str | None,
    **world: Any,
) -> None:
    """Serve TaskRouter until Ctrl-C or SIGTERM."""
    if not tls and (tls_ca or tls_ca_cert):
        raise click.UsageError("--tls-ca and --tls-ca-cert are for --tls")
    if log_format is not None:
        logs.configure(log_format)
    # Some Pythons are built without the module for it.
    with suppress(ImportError):
        import_module("mocktr.server.memory").share_heap()
    with refusals():
        context = certified(host, tls_ca, tls_ca_cert) if tls else None
        server = Server(host=host, port=port, tls=context, tls_port=tls_port, **world)
    bind(server)
    # A handler may cut in while locks are held, so it waits for nothing.
    on_signal(lambda *_: server.http.stop())
    click.echo(greeting(server, world["seed"], world["clock"], tls_ca_cert))
    server.serve()
    # Who is impatient signals again; the interpreter's own end would be cut short by that.
    on_signal(signal.SIG_IGN)
    server.stop()


def certified(host: str, ca: str | None, certificate: str | None) -> SSLContext:
    """What a server needs to answer as Twilio's hosts."""
    authority = optional("mocktr.server.certificates").Authority(ca)
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
    if server.tls is not None:
        option = f"--cacert {quote_word(certificate)}" if certificate else "--insecure"
        proxy = url_of("http", server.tls.host, server.tls.port)
        lines += [
            f"  as the real host on {server.tls.url}, and to clients whose HTTPS proxy is {proxy}:",
            f"  curl {option} --proxy {proxy} -u ACxxx:token {REAL}/v1/Workspaces",
        ]
    return "\n".join(lines)


@main.command()
@click.argument("file")
def ca(file: str) -> None:
    """Print the certificate to trust of an authority for --tls-ca, made if there is none."""
    with refusals():
        click.echo(optional("mocktr.server.certificates").Authority(file).certificate, nl=False)


@main.command()
@click.argument("files", nargs=-1, required=True)
def check(files: tuple[str, ...]) -> None:
    """Check seed files (or shipped seeds) without serving them."""
    failed = [name for name in files if not check_one(name)]
    if failed:
        raise SystemExit(1)


def check_one(name: str) -> bool:
    try:
        with Sandbox(seed=name) as sandbox:
            warnings = sandbox.warnings
    except SeedError as error:
        click.echo(str(error), err=True)
        return False
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(f"{name}: ok")
    return True


@main.command()
@click.argument("sid")
@connecting
@click.option("--json", "as_json", is_flag=True, help="The whole explanation as JSON.")
def explain(sid: str, as_json: bool, **connection: Any) -> None:
    """Why a task of a running server is where it is."""
    found = Remote(**connection).ask("GET", f"tasks/{quote(sid, safe='')}/explain")
    click.echo(json.dumps(found, indent=2) if as_json else "\n".join(found["sentences"]))


@main.command("eval", params=options(EVALUATE, but="expression"))
@click.argument("expression")
@click.option("--lenient", is_flag=True, help="Take the slips that Twilio's parser takes.")
@click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON.")
def evaluate_here(expression: str, lenient: bool, as_json: bool, **given: str | None) -> None:
    """Whether an expression is true, and what each part of it saw; needs no server.

    Exits with 2 where the expression or an option can't be read.
    """
    sent = {name: EVALUATE.from_text(name, one) for name, one in given.items() if one is not None}
    try:
        found = evaluated(**EVALUATE.read({"expression": expression, **sent}), lenient=lenient)
    except AdminError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(2) from None
    click.echo(json.dumps(found.as_dict(), indent=2) if as_json else str(found))


main.add_command(steering)


@main.command()
@click.option("--workspace", "wanted", multiple=True, metavar="SID|NAME", help="May be repeated.")
@click.option("--all", "everything", is_flag=True, help="All workspaces of the account.")
@click.option("--account-sid", envvar="TWILIO_ACCOUNT_SID", show_envvar=True, metavar="SID")
@click.option("--auth-token", envvar="TWILIO_AUTH_TOKEN", show_envvar=True, metavar="TOKEN")
@click.option("--url", metavar="URL", help="Ask a mocktr server instead of Twilio.")
@click.option(
    "--mask", "attributes", multiple=True, metavar="ATTRIBUTE", help="Hide it in all workers."
)
@click.option("--mask-all", is_flag=True, help="Hide all attributes that routing does not read.")
@click.option("--mask-names", is_flag=True, help="Hide the names of workers.")
@click.option("--output", type=click.File("w", "utf-8", lazy=True), default="-", metavar="FILE")
def pull(
    output: TextIO,
    wanted: tuple[str, ...],
    everything: bool,
    account_sid: str | None,
    auth_token: str | None,
    url: str | None,
    attributes: tuple[str, ...],
    mask_all: bool,
    mask_names: bool,
) -> None:
    """Write the workspaces of a live account as a seed; only reads."""
    if not account_sid or not auth_token:
        raise click.ClickException("set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
    pulling = optional("mocktr.pull")
    with refusals():
        live = pulling.Live(account_sid, auth_token, url)
        masks = pulling.Masks(attributes, mask_all, mask_names)
        pulled = pulling.pull(live, wanted, everything, masks, partial(click.echo, err=True))
    output.write(pulled.text)
    for warning in pulled.warnings:
        click.echo(f"warning: {warning}", err=True)
    if pulled.mistake:
        raise click.ClickException(f"the seed is written, but can't be loaded: {pulled.mistake}")


def optional(name: str) -> ModuleType:
    """A module that needs what comes with an extra, which only then is loaded."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        missing = str(error.name).partition(".")[0]
        if missing not in EXTRAS:
            raise
        what, extra = EXTRAS[missing]
        raise click.ClickException(f"{what} is needed: pip install 'mocktr[{extra}]'") from None


@contextmanager
def refusals() -> Iterator[None]:
    """What is wrong with the options as one line, without a traceback."""
    try:
        yield
    except MocktrError as error:
        raise click.ClickException(str(error)) from None
