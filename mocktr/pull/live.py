"""A live account, read through Twilio's helper library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from requests.adapters import HTTPAdapter
from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.util import Retry

from mocktr.errors import HostRefused, PullError, listing
from mocktr.json_text import decode
from mocktr.seed.held import COLLECTIONS, Held, Payload
from mocktr.twilio_client import ServerClient

PAGE = 1000
"""How many records a request asks for, the most that Twilio gives."""

PATIENCE = 30
"""For how many seconds an answer is waited for."""

STEP = 100
"""After how many workers progress is told again."""

BUSY = Retry(total=5, backoff_factor=1, status_forcelist=(429, 502, 503), raise_on_status=False)
"""How often a request is repeated to which Twilio has no time to answer."""


class Live:
    """The workspaces of an account; only read.

    With `url` those of a mocktr server, or of whatever answers there as Twilio does.
    """

    def __init__(self, account_sid: str, auth_token: str, url: str | None = None) -> None:
        self.http = ServerClient(url.rstrip("/")) if url else TwilioHttpClient()
        self.http.timeout = PATIENCE
        self.http.session.mount("https://", HTTPAdapter(max_retries=BUSY))
        client = Client(account_sid, auth_token, http_client=self.http)
        self.workspaces = client.taskrouter.v1.workspaces

    def choose(self, wanted: Sequence[str], everything: bool) -> list[Any]:
        """The workspaces that are wanted, in their order; raises PullError."""
        with failures():
            found = self.workspaces.list(page_size=PAGE)
        there = listing([f"{one.sid} ({one.friendly_name})" for one in found])
        if not wanted and not everything and len(found) != 1:
            raise PullError(f"say which --workspace to pull, or --all; {there}")
        for name in wanted:
            named = [one for one in found if name in (one.sid, one.friendly_name)]
            if not named:
                raise PullError(f"there is no workspace {name}; {there}")
            if len(named) > 1:
                raise PullError(f"{len(named)} workspaces are named {name}; {there}")
        return [one for one in found if not wanted or {one.sid, one.friendly_name} & set(wanted)]

    def read(self, workspace: Any, report: Callable[[str], None]) -> Held:
        """All that is configured in a workspace; raises PullError."""
        if isinstance(self.http, ServerClient):
            # Its pages may be chained by URLs of another host than the one that is asked.
            self.http.base_url = str(workspace.url).partition("/v1/")[0]
        here = self.workspaces(workspace.sid)
        found: dict[str, list[Payload]] = {}
        channels = {}
        with failures():
            # What refers is read before what it refers to, which then is there, or was deleted
            # after nothing referred to it any more.
            for name in reversed(COLLECTIONS):
                found[name] = payloads(getattr(here, name).list(page_size=PAGE))
                report(f"{workspace.friendly_name}: {len(found[name])} {name.replace('_', ' ')}")
                if name == "workers":
                    channels = self.channels(here, found[name], report)
        ordered = {name: found[name] for name in COLLECTIONS}
        return Held(payloads([workspace])[0], ordered, channels)

    def channels(
        self, here: Any, workers: Sequence[Payload], report: Callable[[str], None]
    ) -> dict[str, list[Payload]]:
        """The channels of each worker; Twilio has no list of all of them."""
        found = {}
        for number, worker in enumerate(workers, 1):
            rows = here.workers(worker["sid"]).worker_channels.list(page_size=PAGE)
            found[worker["sid"]] = payloads(rows)
            if number % STEP == 0:
                report(f"  channels of {number} of {len(workers)} workers")
        return found


def payloads(instances: Iterable[Any]) -> list[Payload]:
    """What the helper library made of a list, as it came."""
    return [
        {name: whole(value) for name, value in vars(one).items() if not name.startswith("_")}
        for one in instances
    ]


def whole(value: Any) -> Any:
    """A text without half of a surrogate pair, as one that was cut within an emoji ends in."""
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@contextmanager
def failures() -> Iterator[None]:
    """What went wrong with a request, in one line."""
    try:
        yield
    except TwilioException as error:
        raise PullError(refusal(error)) from None
    except (RequestException, HostRefused) as error:
        raise PullError(f"no answer: {error}") from None
    except ValueError as error:
        raise PullError(f"the answer is not Twilio's: {error}") from None


def refusal(error: TwilioException) -> str:
    """What Twilio answered, which the helper library hands on with the error."""
    for answer in error.args:
        if isinstance(answer, Response):
            hint = "; check the account SID and the auth token" * (answer.status_code == 401)
            body = decode(answer.text)
            said = body.get("message") if isinstance(body, dict) else "no reason"
            return f"refused with status {answer.status_code}: {said}{hint}"
    return str(error)
