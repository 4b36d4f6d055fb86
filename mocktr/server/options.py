"""The options of a served world, the same on the command line and in the environment."""

from __future__ import annotations

from typing import Any

import click

from mocktr.journal import MOST_ENTRIES
from mocktr.limits import COMMAND_SECONDS


def option(spelled: str, **attributes: Any) -> click.Option:
    """An option with its environment variable: `--start-at` is MOCKTR_START_AT.

    A switch may be spelled `--this/--no-this`.
    """
    first, _, _ = spelled.partition("/")
    variable = "MOCKTR_" + first.removeprefix("--").replace("-", "_").upper()
    return click.Option([spelled], envvar=variable, show_envvar=True, **attributes)


OPTIONS = (
    option("--seed", multiple=True, metavar="NAME|FILE", help="World to serve."),
    option("--base-url", metavar="URL", help="Put this into payloads instead of the Host."),
    option("--clock", type=click.Choice(["real", "manual"]), default="real", show_default=True),
    option("--start-at", metavar="TIME", help="When the clocks start, ISO 8601."),
    option("--routing", type=click.Choice(["auto", "manual"]), default="auto", show_default=True),
    option(
        "--tenants",
        type=click.Choice(["one", "many"]),
        default="many",
        show_default=True,
        help="One world for whoever asks, or one for each account.",
    ),
    option("--strict-auth", is_flag=True, help="Welcome known accounts and tokens only."),
    option("--auth-token", metavar="TOKEN", help="The token of every account."),
    option("--admin-token", metavar="TOKEN", help="Answer /mocktr/ only for those who send it."),
    option(
        "--cors",
        multiple=True,
        metavar="ORIGIN",
        help="Answer pages of such origins too (https://*.example.com), not only near ones.",
    ),
    option(
        "--lenient-expressions", is_flag=True, help="Take the slips that Twilio's parser takes."
    ),
    option(
        "--lenient-policies",
        is_flag=True,
        help="Let pages of the old SDK do what their token's policies lack.",
    ),
    option(
        "--bridge-delays/--no-bridge-delays",
        default=True,
        show_default=True,
        help="Send agents' pages events when Twilio's SDK can take them, or at once.",
    ),
    option("--reoffer-pause", default=1.0, show_default=True, metavar="SECONDS"),
    option("--max-assignments", default=1000, show_default=True),
    option(
        "--allow-callbacks",
        multiple=True,
        metavar="HOST",
        help="Post callbacks to such hosts too (*.test), not only to this machine.",
    ),
    option(
        "--local-callbacks",
        default="any",
        show_default=True,
        metavar="any|none|PORTS",
        help="Post callbacks to all ports of this machine, to none, or to these (3000,8080).",
    ),
    option(
        "--forward",
        multiple=True,
        metavar="HOST=URL",
        help="Pass requests for another host of Twilio's on (sync.twilio.com=http://127.0.0.1:4010).",
    ),
    option(
        "--record",
        multiple=True,
        type=click.Choice(["messages"]),
        help="Answer this too, and keep it: messages that an application sends.",
    ),
    option(
        "--callback-timeout", type=float, metavar="SECONDS", help="Wait no longer for an answer."
    ),
    option(
        "--command-timeout",
        default=float(COMMAND_SECONDS.most),
        show_default=True,
        metavar="SECONDS",
        help="Let no admin command wait for callbacks longer than that.",
    ),
    option(
        "--journal", default=MOST_ENTRIES, show_default=True, help="Requests and callbacks to keep."
    ),
    option(
        "--forget-accounts",
        type=float,
        metavar="DAYS",
        help="Let go of accounts that nobody asked for so long.",
    ),
    option(
        "--rate-limits",
        is_flag=True,
        help="Refuse what comes faster than Twilio's published limits.",
    ),
    option(
        "--console",
        type=click.Choice(["off", "look", "steer"]),
        default="steer",
        show_default=True,
        help="Whether the page at /mocktr/ may steer the world, only look, or is off.",
    ),
)
"""The keywords of a Sandbox."""

LOG_FORMAT = option(
    "--log-format", type=click.Choice(["text", "json"]), help="Log each request on stderr."
)
