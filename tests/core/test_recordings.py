"""Three tasks as the real service was seen to tell of them, event by event (sources: recordings).

A line is: milliseconds since the task was created, the type, AssignmentStatus and version of the
task, ReservationVersion and WorkerVersion of a reservation's event, and what else was seen there.
"""

import pytest

from mocktr.core.account import Settings
from tests.core.world import World, steps

UNREACHABLE = 45303
PAUSE = 33
"""Milliseconds until the same worker was asked again: between 22 and 132 were seen."""

SEEN = (
    "reason",
    "task_canceled_reason",
    "task_completed_reason",
    "canceled_reason_code",
    "target_changed_reason",
    "task_re_evaluated_reason",
)


class Story(World):
    """One workflow with one queue, for calls."""

    def __init__(self, *workers, **queue):
        super().__init__(Settings(reoffer_pause=PAUSE))
        calls = self.queue("Calls", **queue)
        self.workflow(steps({"queue": calls}, name="Everything"))
        for name in workers:
            self.worker(name, activity="Offline", contact_uri=f"client:{name}")

    def ring_in(self):
        """Somebody calls; the story begins."""
        self.task_made = self.enqueued()
        return self.task_made

    def at(self, instant):
        """Wait until so many milliseconds after the beginning."""
        self.advance_to(self.task_made.date_created + instant)

    def conference(self, reservation):
        """The worker's answer is connected."""
        self.update(reservation, instruction="conference", **{"from": "+15550002"})

    def lines(self):
        """What was told of the task."""
        events = [(event, event.data()) for event in self.account.events]
        return [
            line(event.at - self.task_made.date_created, event.type, data)
            for event, data in events
            if data.get("task_sid") == self.task_made.sid
        ]


def line(at, event_type, data):
    words = [at, event_type, data["task_assignment_status"], f"tv{data['task_version']}"]
    if "reservation_version" in data:
        words += [f"rv{data['reservation_version']}", f"wv{data['worker_version']}"]
    words += [f"{name}={data[name]}" for name in SEEN if name in data]
    return " ".join(map(str, words))


BEGINNING = [
    "0 workflow.entered pending tv0",
    "0 task-queue.entered pending tv0",
    "0 task.created pending tv0",
    "0 workflow.target-matched pending tv0",
]


def test_a_caller_hangs_up_while_a_phone_can_not_be_reached():
    story = Story("nora")
    (nora,) = story.workspace.workers.values()
    call = story.ring_in()

    story.at(3209)
    story.update(call, attributes='{"call_sid":"CA1","language":"en"}')
    story.move(nora, "Available")
    for instant in (7539, 12_000):
        story.at(instant)
        call.reservations[-1].cancel(UNREACHABLE)
    story.at(34_627)
    story.update(call, assignment_status="canceled", reason="hung up")

    assert story.lines() == [
        *BEGINNING,
        "3209 workflow.target-matched pending tv1 target_changed_reason=attribute_update",
        "3209 task.updated pending tv1",
        "3209 reservation.created reserved tv2 rv0 wv2",
        "7539 reservation.canceled pending tv3 rv1 wv2 canceled_reason_code=45303",
        "7539 workflow.target-matched pending tv3 task_re_evaluated_reason=reservation_canceled",
        "7572 reservation.created reserved tv4 rv0 wv3",
        "12000 reservation.canceled pending tv5 rv1 wv3 canceled_reason_code=45303",
        "12000 workflow.target-matched pending tv5 task_re_evaluated_reason=reservation_canceled",
        "12033 reservation.created reserved tv6 rv0 wv4",
        "34627 reservation.canceled canceled tv7 rv1 wv4"
        " reason=hung up task_canceled_reason=hung up canceled_reason_code=0",
        "34627 task.canceled canceled tv7 reason=hung up task_canceled_reason=hung up",
        "34627 task.updated canceled tv7 reason=hung up task_canceled_reason=hung up",
    ]


def test_an_application_wraps_up_with_a_reason_and_completes_without_one():
    story = Story("nora")
    (nora,) = story.workspace.workers.values()
    call = story.ring_in()

    story.at(3639)
    story.move(nora, "Available")
    story.at(7961)
    story.conference(call.reservations[0])
    story.at(23_460)
    story.update(call, assignment_status="wrapping", reason="goodbye said")
    story.at(24_371)
    story.update(call, assignment_status="completed")

    assert story.lines() == [
        *BEGINNING,
        "3639 reservation.created reserved tv1 rv0 wv2",
        "7961 task.updated reserved tv2",
        "7961 reservation.accepted assigned tv3 rv1 wv2",
        "23460 task.wrapup wrapping tv4 reason=goodbye said",
        "23460 reservation.wrapup wrapping tv4 rv2 wv2 reason=goodbye said",
        "23460 task.updated wrapping tv4 reason=goodbye said",
        "24371 task.completed completed tv5",
        "24371 reservation.completed completed tv5 rv3 wv2",
        "24371 task.updated completed tv5",
    ]


def test_three_are_asked_and_the_engine_wraps_up():
    story = Story("nora", "omar", "pia", max_reserved_workers=3)
    for worker in story.workspace.workers.values():
        story.move(worker, "Available")
    call = story.ring_in()

    story.at(3086)
    story.conference(call.reservations[1])
    story.at(8033)
    call.wrap_up(None)
    story.at(8887)
    story.update(call, assignment_status="completed")

    assert story.lines() == [
        *BEGINNING,
        *["0 reservation.created reserved tv1 rv0 wv2"] * 3,
        *["3086 reservation.rescinded reserved tv1 rv1 wv2"] * 2,
        "3086 task.updated reserved tv2",
        "3086 reservation.accepted assigned tv3 rv1 wv2",
        "8033 task.wrapup wrapping tv4",
        "8033 reservation.wrapup wrapping tv4 rv2 wv2",
        "8887 task.completed completed tv5",
        "8887 reservation.completed completed tv5 rv3 wv2",
        "8887 task.updated completed tv5",
    ]


@pytest.mark.parametrize("end", ["reservation_status", "cancel", "timeout"])
def test_a_workers_version_rises_with_an_offer_and_not_with_its_end(end):
    story = Story("nora")
    (nora,) = story.workspace.workers.values()
    story.move(nora, "Available")
    # The timeout activity is where they are, so that nothing else changes them.
    story.update(story.workspace, timeout_activity_sid=nora.activity_sid)
    before = nora.version

    (offer,) = story.ring_in().reservations
    offered = nora.version
    if end == "reservation_status":
        story.update(offer, reservation_status="rejected")
    elif end == "cancel":
        offer.cancel(UNREACHABLE)
    else:
        offer.time_out()

    assert offer.version == 1
    assert (offered, nora.version) == (before + 1, before + 1)
