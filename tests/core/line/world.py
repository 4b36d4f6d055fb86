"""A small world with a line: an application that is a function, and callers."""

from types import SimpleNamespace

from mocktr.core import scheduler
from mocktr.core.line import callers, flow
from mocktr.core.line.call import Caller, Utterance
from mocktr.core.line.number import PhoneNumber
from mocktr.core.line.request import VOICE

from ..world import World

APP = "https://app.example"
FROM, TO = "+15550100", "+15550199"


class LineWorld(World):
    """A world whose calls follow `app`: TwiML, or a function of the parameters, by path.

    What has no path there is answered by an empty document; None is a request that failed.
    """

    def __init__(self, app=None, **options):
        super().__init__(**options)
        self.app = dict(app or {})
        self.sent = 0

    @property
    def line(self):
        return self.account.line

    # --- the application ---------------------------------------------------------------------

    def deliver(self):
        """Let everything be answered that is asked now."""
        scheduler.settle(self.account)
        while self.sent < len(self.line.requests):
            request = self.line.requests[self.sent]
            self.sent += 1
            if request.kind == VOICE:
                self.respond(request)
            scheduler.settle(self.account)
        return self

    def respond(self, request):
        found = self.app.get(request.url.removeprefix(APP), "")
        if callable(found):
            found = found(SimpleNamespace(**dict(request.parameters)))
        if found is None:
            flow.unanswered(self.account, request.number, 11200)
        elif isinstance(found, tuple):
            self.note(flow.receive(self.account, request.number, *found))
        else:
            body = f"<Response>{found}</Response>"
            self.note(flow.receive(self.account, request.number, "text/xml", body))

    def note(self, alert):
        if alert is not None:
            self.account.alerts.append(alert)

    def codes(self):
        """The codes of the alerts so far."""
        return [alert.code for alert in self.account.alerts]

    # --- callers -----------------------------------------------------------------------------

    def call_in(self, path="/voice", digits=(), patience=None, message=None, says=(), **number):
        caller = Caller(list(digits), list(map(Utterance, says)), patience and patience * 1000)
        if message is not None:
            caller.message = message * 1000
        number = PhoneNumber(voice_url=APP + path, **number)
        call = callers.call_in(self.account, FROM, TO, number, caller)
        self.deliver()
        return call

    def press(self, call, keys):
        callers.press(call, keys)
        self.deliver()

    def say(self, call, words, **how):
        callers.say(call, Utterance(words, **how))
        self.deliver()

    def hang_up(self, call):
        callers.hang_up(call)
        self.deliver()

    def pass_time(self, seconds):
        """Move the clock from instant to instant, with the answers of each."""
        end = self.account.clock.now + round(seconds * 1000)
        while self.account.clock.now < end:
            due = self.account.timers.next_due()
            self.account.clock.move_to(end if due is None else min(due, end))
            self.deliver()

    # --- what was asked ------------------------------------------------------------------------

    def asked(self):
        """The paths that were requested since this was read last, with what each is for."""
        found, self.read_requests = (
            self.line.requests[self.read_requests :],
            len(self.line.requests),
        )
        return [f"{one.about} {one.url.removeprefix(APP)}" for one in found]

    read_requests = 0

    def last(self, about=None):
        """The parameters of the last request (of this kind)."""
        found = [one for one in self.line.requests if about in (None, one.about)]
        return dict(found[-1].parameters)


def heard(call):
    """What a call waits for."""
    return call.script.waits_for if call.script else None
