"""Every error a client can see: its HTTP status, its Twilio code, its message."""

from __future__ import annotations

import json
import re
from http import HTTPStatus

Place = tuple[str | int, ...]
"""A place in a document: keys and list indexes from the top."""

MOST_NAMES = 20
"""How many names a message lists."""

MOST_PROBLEMS = 50
"""How many problems of a seed a message shows."""

MORE_INFO = "https://www.twilio.com/docs/errors/{}"


class MocktrError(Exception):
    """Base of all errors that mocktr raises on purpose."""


class ApiError(MocktrError):
    """An error of the REST API, answered in Twilio's envelope.

    `status` is the HTTP status, `code` Twilio's error code (sources: errors).
    """

    status = 400
    code = 20001
    retry_after: int | None = None
    """Seconds that the client is told to wait."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def body(self) -> dict[str, object]:
        """The JSON body: `code`, `message`, `more_info`, `status`."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": MORE_INFO.format(self.code),
            "status": self.status,
        }


class Refused(ApiError):
    """400/20001, TaskRouter's answer to nearly every illegal value or state."""


class MissingParameter(Refused):
    """400/20001 for a required parameter that was not sent; `because` says why it is required."""

    def __init__(self, name: str, because: str = "") -> None:
        self.name, self.because = name, f", because {because}" if because else ""
        super().__init__(f"Missing required parameter {name} in the post body{self.because}")


class InvalidParameter(Refused):
    """400/20001 that names the parameter, what was wanted and what came."""

    def __init__(self, name: str, wanted: str, came: object) -> None:
        super().__init__(f"Invalid value {shorten(came)} for parameter {name}: expected {wanted}")
        self.name, self.wanted, self.came = name, wanted, came


class InvalidUrl(InvalidParameter):
    """The same in TaskRouter's words for the URL of a call (sources: recordings)."""

    def __init__(self, name: str, wanted: str, came: object) -> None:
        super().__init__(name, wanted, came)
        self.message = f"{came} is not a valid {name}"
        self.args = (self.message,)


class InvalidAddress(InvalidParameter):
    """400/21205 for the URL of a call (sources: calls-api)."""

    code = 21205

    def __init__(self, name: str, wanted: str, came: object) -> None:
        super().__init__(name, wanted, came)
        self.message = f"{name} is not a valid URL: {came}"
        self.args = (self.message,)


class InvalidCaller(InvalidParameter):
    """400/21212 for who calls (sources: calls-api)."""

    code = 21212

    def __init__(self, name: str, wanted: str, came: object) -> None:
        super().__init__(name, wanted, came)
        self.message = f"{name} is not a valid phone number: {came}"
        self.args = (self.message,)


class InvalidCallee(InvalidParameter):
    """400/21211 for who is called (sources: calls-api)."""

    code = 21211

    def __init__(self, name: str, wanted: str, came: object) -> None:
        super().__init__(name, wanted, came)
        self.message = f"The '{name}' number {came} is not a valid phone number."
        self.args = (self.message,)


class VoiceRefused(Refused):
    """400 with a code of the 2010 API's own."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class InstructionRefused(Refused):
    """400/20001 for an instruction that can't be carried out; `alert` is the debugger's code."""

    def __init__(self, alert: int, message: str) -> None:
        super().__init__(message)
        self.alert = alert


class PageSizeTooLarge(ApiError):
    """400/20007 for a PageSize over 1000."""

    code = 20007

    def __init__(self) -> None:
        super().__init__("Page size must not be greater than 1000")


class AbsolutePaging(ApiError):
    """400/40153 for `Page=n` without a PageToken, refused by Twilio since December 2021."""

    code = 40153

    def __init__(self) -> None:
        super().__init__(
            "Absolute paging is not supported: follow next_page_url instead of setting Page"
        )


class ForeignPage(ApiError):
    """403/20403 for what a browser sends for a page from elsewhere, or under another's name."""

    status, code = 403, 20403


class Unauthorized(ApiError):
    """401/20003; the older body carries a `detail` beside the message."""

    status, code = 401, 20003

    def __init__(self, message: str, detail: str | None = None) -> None:
        super().__init__(message)
        self.detail = detail

    def body(self) -> dict[str, object]:
        """The envelope, with `detail` where Twilio has one."""
        detail = {} if self.detail is None else {"detail": self.detail}
        return {**super().body(), **detail}


class NotFound(ApiError):
    """404/20404; `path` is the request path without `/v1` (decisions: rest)."""

    status, code = 404, 20404

    def __init__(self, path: str) -> None:
        super().__init__(f"The requested resource {path} was not found")


class MethodNotAllowed(ApiError):
    """405/20004."""

    status, code = 405, 20004

    def __init__(self) -> None:
        super().__init__("Method not allowed")


class Gone(ApiError):
    """410 for a late accept of a rescinded reservation (sources: task-queues)."""

    status, code = 410, 20410


class PreconditionFailed(ApiError):
    """412/20412 for an If-Match that is not the current version."""

    status, code = 412, 20412

    def __init__(self) -> None:
        super().__init__("Precondition failed")


class EntityTooLarge(ApiError):
    """413/20413."""

    status, code = 413, 20413

    def __init__(self, limit: int) -> None:
        super().__init__(f"Request body is larger than {limit} bytes")


class TooManyRequests(ApiError):
    """429/20429 (sources: limits)."""

    status, code = 429, 20429

    def __init__(self) -> None:
        super().__init__("Too Many Requests")


class Planned(ApiError):
    """Any status, because a fault says so, with the code that Twilio's dictionary has for it."""

    def __init__(self, status: int) -> None:
        known = [one for one in HTTPStatus if one == status]
        super().__init__(known[0].phrase if known else f"Status {status}")
        self.status, self.code = status, PLANNED_CODES.get(status, 20000 + status)


PLANNED_CODES = {400: 20001, 401: 20003, 405: 20004}
"""Where the code is not 20000 and the status (sources: errors)."""


class NotServed(ApiError):
    """501/20501 for what Twilio has at other hosts, or beside the API of calls."""

    status, code = 501, 20501

    def __init__(self, request: str) -> None:
        super().__init__(why_not_served(request))


def why_not_served(request: str) -> str:
    """Why a request, `GET https://...`, is refused, and what can be done about it."""
    is_message = MESSAGES_PATH.search(request) is not None
    ways = ["record messages"] if is_message else []
    ways += ["forward its host to an emulator or a stub", "answer the request in the test"]
    return (
        f"mocktr stands in for TaskRouter and its calls only, so {request} is refused: "
        f"{', '.join(ways[:-1])}, or {ways[-1]}"
    )


MESSAGES_PATH = re.compile(r"/2010-04-01/Accounts/\w+/Messages\b")


class NotForwarded(ApiError):
    """502/20502 where a request was to be passed on, and nobody answered it."""

    status, code = 502, 20502

    def __init__(self, host: str, url: str, why: str) -> None:
        super().__init__(f"requests for {host} are forwarded to {url}, which did not answer: {why}")


class InternalError(ApiError):
    """500/20500 for a bug of mocktr's own; its log has the traceback."""

    status, code = 500, 20500

    def __init__(self) -> None:
        super().__init__("Internal server error: a bug in mocktr, whose log says where")


class OutOfMemory(ApiError):
    """503/20503 where the system had no memory for a request."""

    status, code = 503, 20503

    def __init__(self) -> None:
        super().__init__("Service unavailable: mocktr has no memory left for this request")


class AdminError(MocktrError):
    """An admin command that can't be carried out: `status`, a message that says why, `details`.

    What is wrong in an expression is pointed at: `position` counts its characters from 0, and
    `excerpt` is the line in question with a caret under the place.
    """

    def __init__(self, message: str, status: int = 400, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.details = details

    def __str__(self) -> str:
        excerpt = self.details.get("excerpt")
        return self.message if excerpt is None else f"{self.message}\n{excerpt}"

    def body(self) -> dict[str, object]:
        """The JSON body: `status`, `message` and the details."""
        return {"status": self.status, "message": self.message, **self.details}


class SeedError(MocktrError):
    """A seed that can't be loaded; `problems` say file, line, path and what was expected.

    They stand in the order of the file; of many, the message shows the first.
    """

    def __init__(self, problems: list[str]) -> None:
        left = len(problems) - MOST_PROBLEMS
        more = [f"and {left} more problems"] if left > 0 else []
        super().__init__("\n".join(problems[:MOST_PROBLEMS] + more))
        self.problems = problems


class OptionError(MocktrError, ValueError):
    """An option that can't be; the message says what was expected."""


class InvalidArgument(AdminError, OptionError):
    """An argument of an admin command that can't be; from Python it is a ValueError, as others."""


class PullError(MocktrError):
    """An account that can't be pulled; the message says why."""


class ConnectionCut(MocktrError, ConnectionError):
    """A planned fault: the connection ends without an answer."""


class AnswerLate(MocktrError, TimeoutError):
    """A planned fault: the answer takes longer than the caller waits."""


class HostRefused(MocktrError, ConnectionError):
    """A request to a Twilio host that mocktr does not stand in for; takes what was asked."""

    def __str__(self) -> str:
        return why_not_served(self.args[0])


class RoutingAssertionError(MocktrError, AssertionError):
    """A task is not where a test expects it; the message explains why."""


class VerificationFailed(MocktrError, AssertionError):
    """Requests or callbacks did not come as often as a test expects; the message says what came."""


class ScenarioFailed(MocktrError, AssertionError):
    """A scenario in which something is not as it should be."""


class ConditionNotMet(MocktrError, AssertionError):
    """`run_until` came to its bound, or to the last timer, before its condition held."""


def json_of(value: object) -> str:
    """`value` as a message shows it, cut after 60 characters."""
    try:
        text = json.dumps(value, default=str, ensure_ascii=False)
        if not text.isprintable():
            # A message is one line, also where Unicode knows more ways to end it.
            text = json.dumps(value, default=str)
    # What a test gives in Python need not be JSON.
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def shorten(value: object, limit: int = 80) -> str:
    """`value` quoted for a message, cut after `limit` characters."""
    try:
        text = repr(value)
    except RecursionError:
        return "a deeply nested value"
    return text if len(text) <= limit else text[: limit - 3] + "..."


def spell(place: Place) -> str:
    """`workspaces[0].workers[2].activity`."""
    return "".join(map(spell_part, place)).removeprefix(".")


def spell_part(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if re.fullmatch(r"[\w$-]+", part) else f"[{json_of(part)}]"


def listing(names: list[str]) -> str:
    """`there are Offline, Available, Unavailable`."""
    if not names:
        return "there are none"
    more = [f"and {len(names) - MOST_NAMES} more"] if len(names) > MOST_NAMES else []
    return "there are " + ", ".join(names[:MOST_NAMES] + more)
