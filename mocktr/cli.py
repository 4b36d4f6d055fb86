"""The command line: serve a world, check seed files."""

from __future__ import annotations

import json
import signal
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EADDRINUSE
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import click

from mocktr.errors import MocktrError, SeedError
from mocktr.journal import MOST_ENTRIES
from mocktr.sandbox import Sandbox
from mocktr.server import Server
from mocktr.version import __version__

DEFAULT_PORT = 8275


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
    click.echo(greeting(server.url, seeds, options["clock"]))
    for name in (signal.SIGTERM, signal.SIGINT):
        # A handler may cut in while locks are held, so it waits for nothing.
        signal.signal(name, lambda *_: server.http.stop())
    server.serve()
    server.stop()


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
@click.option("--url", envvar="MOCKTR_URL", default=f"http://127.0.0.1:{DEFAULT_PORT}")
@click.option("--account", envvar="MOCKTR_ACCOUNT", metavar="SID[:TOKEN]")
@click.option("--json", "as_json", is_flag=True, help="The whole explanation as JSON.")
def explain(sid: str, url: str, account: str | None, as_json: bool) -> None:
    """Why a task of a running server is where it is."""
    found = ask(url, f"/mocktr/tasks/{sid}/explain", account)
    click.echo(json.dumps(found, indent=2) if as_json else "\n".join(found["sentences"]))


def ask(url: str, path: str, account: str | None) -> Any:
    """The answer of a running server's admin API."""
    request = Request(url.rstrip("/") + path)
    if account:
        username, _, password = account.partition(":")
        credentials = b64encode(f"{username}:{password or 'token'}".encode()).decode()
        request.add_header("Authorization", f"Basic {credentials}")
    try:
        with urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except HTTPError as error:
        with error:
            raise click.ClickException(json.load(error)["message"]) from None
    except (OSError, ValueError) as error:
        raise click.ClickException(f"no answer from mocktr at {url}: {error}") from None


@contextmanager
def refusals() -> Iterator[None]:
    """What is wrong with the options as one line, without a traceback."""
    try:
        yield
    except MocktrError as error:
        raise click.ClickException(str(error)) from None
