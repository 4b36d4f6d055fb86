"""Random days of calls: whatever is pressed, rung and hung up, some things always hold."""

import json
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from mocktr.core.instructions.execution import update_reservation
from mocktr.core.line import callers
from mocktr.core.line.call import Utterance
from mocktr.core.line.phone import Phone
from mocktr.core.line.script import KEYS, MESSAGE, TALK
from mocktr.errors import AdminError, ApiError
from mocktr.state import State, dump
from tests.core.line.test_enqueue import queued
from tests.core.line.world import APP
from tests.examples import examples

CALLER_ID = "+15550199"

MENU = "<Gather input='dtmf speech' action='/queue' numDigits='1' timeout='8'/><Redirect/>"
WAITS = (
    "<Play>music.mp3</Play>",
    "<Pause length='7'/>",
    "<Gather action='/key' numDigits='1' timeout='20'/>",
    "<Redirect>/more</Redirect>",
    "<Leave/>",
)
AFTER = (
    "",
    "<Record action='/left' maxLength='20'/>",
    "<Dial action='/left' timeout='9' timeLimit='20' hangupOnStar='true'>+15550777</Dial>",
    "<Record transcribeCallback='/said'/>",
    "<Dial><Conference endConferenceOnExit='true'>room</Conference></Dial>",
    "<Redirect>/voice</Redirect>",
)

phones = st.builds(
    Phone,
    answers=st.booleans(),
    answer_after=st.sampled_from([0, 3_000, 30_000]),
    busy_every=st.sampled_from([None, 2]),
    fails=st.booleans(),
    talk_for=st.sampled_from([None, 5_000, 40_000]),
)
number = st.integers(0, 50)
steps = st.one_of(
    st.tuples(st.just("call in"), st.sampled_from([None, 10, 60])),
    st.tuples(st.just("press"), number),
    st.tuples(st.just("say"), number),
    st.tuples(st.just("hang up"), number),
    st.tuples(st.just("wait"), st.sampled_from([0, 1, 8, 45])),
    st.tuples(st.sampled_from(["dequeue", "conference", "call", "redirect", "accept"]), number),
    st.tuples(st.sampled_from(["cancel", "complete"]), number),
)


class Day:
    """A world in which things are done at random."""

    def __init__(self, phones, wait, after, multi):
        app = {"/wait": wait, "/more": "<Pause length='4'/>", "/key": "<Leave/>", "/left": ""}
        self.world = queued("waitUrl='/wait' action='/after'", app=app, multi_task_enabled=multi)
        self.world.app.update({"/queue": self.world.app["/voice"], "/after": after})
        self.world.app.update({"/voice": MENU, "/agent": "<Pause length='3'/>"})
        for name, phone in zip(("alice", "bob"), phones, strict=True):
            worker = self.world.worker(name, contact_uri=f"client:{name}")
            self.world.line.phones[worker.sid] = phone

    def do(self, what, how):
        doing = getattr(self, what.replace(" ", "_"), None)
        with suppress(ApiError, AdminError):
            self.order(what, how) if doing is None else doing(how)
        self.world.deliver()
        self.check()

    def call_in(self, patience):
        self.world.call_in(digits=["1"], patience=patience, message=6)

    def chosen(self, found, how):
        found = list(found)
        return found[how % len(found)] if found else None

    def press(self, how):
        if (call := self.chosen(self.standing(KEYS, MESSAGE, TALK), how)) is not None:
            callers.press(call, "1*"[how % 2])

    def say(self, how):
        if (call := self.chosen(self.standing(KEYS), how)) is not None:
            callers.say(call, Utterance("yes"))

    def standing(self, *waiting):
        calls = self.world.line.calls.values()
        return [one for one in calls if one.script and one.script.waits_for in waiting]

    def hang_up(self, how):
        live = (one for one in self.world.line.calls.values() if one.is_live)
        if (call := self.chosen(live, how)) is not None:
            callers.hang_up(call)

    def wait(self, seconds):
        self.world.pass_time(seconds)

    def order(self, name, how):
        pending = [one for one in self.world.account.reservations.values() if one.is_pending]
        if (offer := self.chosen(pending, how)) is not None:
            caller = json.loads(offer.task.attributes)["call_sid"]
            form = {
                "Instruction": name,
                "DequeueFrom": CALLER_ID,
                "From": CALLER_ID,
                "CallFrom": CALLER_ID,
                "CallUrl": f"{APP}/agent",
                "RedirectCallSid": caller,
                "RedirectUrl": f"{APP}/after",
                "RedirectAccept": "true",
                "EndConferenceOnExit": "true",
            }
            update_reservation(offer, form)

    def task(self, how, status):
        if (task := self.chosen(self.world.account.tasks.values(), how)) is not None:
            self.world.update(task, assignment_status=status)

    def cancel(self, how):
        self.task(how, "canceled")

    def complete(self, how):
        self.task(how, "completed")

    def check(self):
        """What holds at every instant."""
        line = self.world.line
        assert line.agenda == {}
        for call in line.calls.values():
            assert call.is_live == (call.ended is None)
            if not call.is_live:
                assert (call.scripts, call.waiting, call.room_sid) == ([], None, None)
                assert not any(sid == call.sid for _, sid in self.world.account.timers.live)
            for sid in call.legs:
                assert line.calls[sid].is_live
        for room in line.rooms.values():
            assert not (room.is_over and room.participants)
            for sid in room.participants:
                assert line.calls[sid].room_sid == room.sid
        for sid, order in line.orders.items():
            assert line.calls[order.leg_sid].is_live
            assert sid in self.world.account.reservations
        for queue in line.queues.values():
            assert all(line.calls[sid].waiting for sid in queue.members)
        for task in self.world.account.tasks.values():
            held = [one.reservation_status for one in task.reservations]
            assert sum(one in ("accepted", "wrapping") for one in held) <= 1


def played(phones, wait, after, multi, doings):
    """A day to its end: at last everybody hangs up."""
    day = Day(phones, wait, after, multi)
    for _ in range(2):
        day.do("call in", None)
    for what, how in doings:
        day.do(what, how)
    for _ in range(50):
        day.do("hang up", 0)
    assert not any(one.is_live for one in day.world.line.calls.values())
    return day.world.account


def days_of(doings):
    """Days on which these things are done."""
    return st.tuples(
        st.tuples(phones, phones),
        st.sampled_from(WAITS),
        st.sampled_from(AFTER),
        st.booleans(),
        st.lists(doings, min_size=3, max_size=25),
    )


days = days_of(steps)


@settings(max_examples=examples(30), deadline=None)
@given(days)
def test_nobody_is_left_on_the_line(day):
    played(*day)


@settings(max_examples=examples(8), deadline=None)
@given(days)
def test_the_same_day_is_the_same_to_the_byte(day):
    first, second = played(*day), played(*day)

    assert dump(State(first), events=True) == dump(State(second), events=True)
    assert first.line.requests == second.line.requests
