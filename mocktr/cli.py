"""The command line: serve a world, check seed files, ask and steer a running server."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EADDRINUSE
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any, TextIO
from urllib.parse import quote

import click

from mocktr.ctl import DEFAULT_PORT, Remote, connecting, ctl, options
from mocktr.errors import AdminError, MocktrError, SeedError
from mocktr.evaluate import evaluate
from mocktr.journal import MOST_ENTRIES
from mocktr.sandbox import Sandbox
from mocktr.server import Server
from mocktr.version import __version__
from mocktr.web.command import named

EVALUATE = named("evaluate")


@click.group()
@click.version_option(__version__, prog_name="mocktr")
def main() -> None:
    """A stand-in for Twilio TaskRouter that people test against."""


@main.command()
@click.option("--seed", "seeds", multiple=True, metavar="NAME|FILE", help="World to serve.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=DEFAULT_PORT, show_default=True, help="0 picks a free one.")
@click.option("--base-url", metavar="URL", help="Put this into payloads instead of the Host.")
@click.option("--clock", type=click.Choice(["real", "manual"]), default="real", show_default=True)
@click.option("--start-at", metavar="TIME", help="When the clocks start, ISO 8601.")
@click.option("--routing", type=click.Choice(["auto", "manual"]), default="auto", show_default=True)
@click.option("--strict-auth", is_flag=True, help="Welcome known accounts and tokens only.")
@click.option("--auth-token", metavar="TOKEN", help="The token of every account.")
@click.option(
    "--admin-token",
    envvar="MOCKTR_ADMIN_TOKEN",
    metavar="TOKEN",
    help="Answer /mocktr/ only for those who send it.",
)
@click.option(
    "--lenient-expressions", is_flag=True, help="Take the slips that Twilio's parser takes."
)
@click.option("--reoffer-pause", default=1.0, show_default=True, metavar="SECONDS")
@click.option("--max-assignments", default=1000, show_default=True)
@click.option(
    "--allow-callbacks",
    multiple=True,
    metavar="HOST",
    help="Post callbacks to such hosts too (*.test), not only to this machine.",
)
@click.option(
    "--callback-timeout", type=float, metavar="SECONDS", help="Wait no longer for an answer."
)
@click.option(
    "--journal", default=MOST_ENTRIES, show_default=True, help="Requests and callbacks to keep."
)
@click.option(
    "--rate-limits", is_flag=True, help="Refuse what comes faster than Twilio's published limits."
)
def serve(host: str, port: int, seeds: tuple[str, ...], **options: Any) -> None:
    """Serve TaskRouter until Ctrl-C or SIGTERM."""
    with refusals():
        server = Server(host=host, port=port, seed=seeds, **options)
    bind(server, host, port)
    # A handler may cut in while locks are held, so it waits for nothing.
    on_signal(lambda *_: server.http.stop())
    click.echo(greeting(server.url, seeds, options["clock"]))
    server.serve()
    # Who is impatient signals again; the interpreter's own end would be cut short by that.
    on_signal(signal.SIG_IGN)
    server.stop()


def on_signal(action: Any) -> None:
    """What the signals that end a server do from now on."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, action)


def bind(server: Server, host: str, port: int) -> None:
    try:
        server.bind()
    except OSError as error:
        advice = "; choose another port with --port, or --port 0 for a free one"
        raise click.ClickException(
            f"cannot listen on {host}:{port}: {error.strerror}"
            + (advice if error.errno == EADDRINUSE else "")
        ) from None


def greeting(url: str, seeds: tuple[str, ...], clock: str) -> str:
    """What is served, and how to call it."""
    world = ", ".join(seeds) or "an empty project"
    return (
        f"mocktr {__version__} serves {world} on {url} ({clock} clock)\n"
        f"  curl -u ACxxx:token {url}/v1/Workspaces\n"
        f"  curl {url}/mocktr/health"
    )


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
        found = evaluate(**EVALUATE.read({"expression": expression, **sent}), lenient=lenient)
    except AdminError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(2) from None
    click.echo(json.dumps(found.as_dict(), indent=2) if as_json else str(found))


main.add_command(ctl)


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
    pulling = with_twilio("mocktr.pull")
    with refusals():
        live = pulling.Live(account_sid, auth_token, url)
        masks = pulling.Masks(attributes, mask_all, mask_names)
        pulled = pulling.pull(live, wanted, everything, masks, partial(click.echo, err=True))
    output.write(pulled.text)
    for warning in pulled.warnings:
        click.echo(f"warning: {warning}", err=True)
    if pulled.mistake:
        raise click.ClickException(f"the seed is written, but can't be loaded: {pulled.mistake}")


def with_twilio(name: str) -> ModuleType:
    """A module that needs the helper library, which only then is loaded."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] != "twilio":
            raise
        advice = "pip install 'mocktr[twilio]'"
        raise click.ClickException(f"Twilio's helper library is needed: {advice}") from None


@contextmanager
def refusals() -> Iterator[None]:
    """What is wrong with the options as one line, without a traceback."""
    try:
        yield
    except MocktrError as error:
        raise click.ClickException(str(error)) from None
