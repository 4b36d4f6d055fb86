"""Random days on which clients have a hand in calls over REST too; the same things always hold."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mocktr.core.line import leading, moderating, outgoing, talk, taping
from mocktr.core.line.hanging_up import redirect
from mocktr.core.line.room import Participant
from mocktr.core.line.script import MESSAGE
from mocktr.state import State, dump
from tests.core.line.world import APP, FROM, TO
from tests.examples import examples

from .test_calls import Day, days_of, number, steps

ROOM = "<Response><Dial><Conference>room</Conference></Dial></Response>"

deeds = st.one_of(
    steps,
    st.tuples(st.sampled_from(["place", "lead", "send on", "end", "tape"]), number),
    st.tuples(st.sampled_from(["bring in", "kick", "hold", "end with", "break up"]), number),
)


class ModeratedDay(Day):
    """A day on which clients do things at random."""

    def live(self):
        return [one for one in self.world.line.calls.values() if one.is_live]

    def talking(self):
        return [one for one in self.live() if one.room_sid is not None]

    def place(self, how):
        leg = outgoing.call_out(self.world.account, to=FROM, from_=TO, rings_for=9_000)
        outgoing.plan(leg, ("POST", f"{APP}/voice"))
        if how % 2:
            outgoing.plan_document(leg, ROOM)

    def lead(self, how):
        answered = [one for one in self.live() if one.status == "in-progress"]
        if (call := self.chosen(answered, how)) is not None:
            leading.lead(call, ROOM)

    def send_on(self, how):
        answered = [one for one in self.live() if one.status == "in-progress"]
        if (call := self.chosen(answered, how)) is not None:
            redirect(call, ("POST", f"{APP}/voice"))

    def end(self, how):
        if (call := self.chosen(self.live(), how)) is not None:
            leading.end_call(call)

    def tape(self, how):
        answered = [one for one in self.live() if one.status == "in-progress"]
        if (call := self.chosen(answered, how)) is not None and call.tape is None:
            taping.tape(call, None)

    def bring_in(self, how):
        account = self.world.account
        room = talk.running(account, "room") or talk.opened(account, "room")
        participant = Participant(label="same" if how % 3 == 0 else "", ends=how % 5 == 0)
        to = ("client:alice", "client:bob", "+1")[how % 3]
        moderating.bring_in(self.world.account, room, participant, to=to, from_=TO, rings_for=9_000)

    def change(self, how, **changes):
        if (call := self.chosen(self.talking(), how)) is not None:
            moderating.modify(self.world.line.rooms[call.room_sid], call, changes)

    def hold(self, how):
        self.change(how, hold=how % 2 == 0)

    def end_with(self, how):
        self.change(how, ends=True)

    def kick(self, how):
        if (call := self.chosen(self.talking(), how)) is not None:
            moderating.kick(call)

    def break_up(self, how):
        rooms = [one for one in self.world.line.rooms.values() if one.is_conference]
        if (room := self.chosen([one for one in rooms if not one.is_over], how)) is not None:
            moderating.break_up(self.world.account, room)

    def check(self):
        super().check()
        line = self.world.line
        for room in line.rooms.values():
            assert room.is_over or room.participants or room.coming
            assert not (room.is_over and room.coming)
            assert all(line.calls[sid].answered is None for sid in room.coming)
            assert all(line.calls[sid].is_live for sid in room.coming)
        taped = [one.tape.recording_sid for one in line.calls.values() if one.tape is not None]
        scripts = [one for call in line.calls.values() if call.is_live for one in call.scripts]
        said = [one.recording_sid for one in scripts if one.waits_for == MESSAGE]
        made = [one.sid for one in line.recordings.values() if one.status == "in-progress"]
        assert sorted([*taped, *said]) == sorted(made)


def played(phones, wait, after, multi, doings):
    """A day to its end: at last clients end every call."""
    day = ModeratedDay(phones, wait, after, multi)
    for what, how in [("call in", None), ("call in", None), *doings]:
        day.do(what, how)
    while day.live():
        day.do("end", 0)
    return day.world.account


days = days_of(deeds)


@settings(max_examples=examples(30), deadline=None)
@given(days)
def test_nobody_is_left_on_the_line(day):
    played(*day)


@settings(max_examples=examples(8), deadline=None)
@given(days)
def test_the_same_day_is_the_same_to_the_byte(day):
    first, second = played(*day), played(*day)

    assert dump(State(first), events=True) == dump(State(second), events=True)
