"""A world that was saved and loaded goes on as if nothing had happened."""

import json
import re

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from mocktr.core import scheduler
from mocktr.core.behavior import LARGEST, Behavior, read_behavior
from mocktr.core.line.phone import Phone
from mocktr.errors import ApiError
from mocktr.sandbox.snapshot import Snapshot
from mocktr.state import State
from mocktr.state.values import INTEGERS
from tests.core import recount
from tests.core.world import World
from tests.examples import examples
from tests.lives.test_machine import PROFILE, Machine, play, same, workspace_of
from tests.state.worlds import GONE, MINE, busy, held, load, save, text, told

MOST_TWINS = 6


def by_document(account):
    return load(json.loads(json.dumps(save(account))))


def by_document_without_log(account):
    return load(json.loads(json.dumps(save(account, events=False))))


def by_snapshot(account):
    return Snapshot(State(account)).state().account


WAYS = [by_document, by_snapshot]


def by_name(collection):
    return {name: one.sid for name, one in collection.by_name.items()}


def test_json_that_was_written_otherwise_is_stored_anew():
    world = busy()
    compact = json.dumps(save(world.account))
    spaced = re.sub(r'(?<=\\"):(?=[\[{\\\d])', ": ", compact)
    document = json.loads(spaced)
    assert document != json.loads(compact)

    copy = load(document)

    assert json.dumps(save(copy)) == compact


def derived(account):
    """What a document does not hold: who is a member, who stands where, how much each has."""
    found = {"tasks": list(account.tasks), "reservations": list(account.reservations)}
    for workspace in account.workspaces.values():
        found[workspace.sid] = [
            sorted(workspace.volatile_queues),
            *(by_name(workspace.task_channels), by_name(workspace.task_queues)),
            by_name(workspace.workers),
            [list(workspace.agenda.tasks), list(workspace.agenda.channels)],
        ]
        for queue in workspace.task_queues.values():
            present = {sid: count for sid, count in queue.census.items() if count}
            found[queue.sid] = [sorted(queue.members), present, queue.presence()]
            found[queue.sid, "lineups"] = [
                (sid, {kind: list(places) for kind, places in lineup.waiting.items()})
                for sid, lineup in sorted(queue.lineups.items())
                if lineup
            ]
        for task in workspace.tasks.values():
            found[task.sid] = [task.place, [one.sid for one in task.reservations]]
        for worker in workspace.workers.values():
            found[worker.sid] = derived_of(worker)
    return found


def derived_of(worker):
    used = worker.workspace.used_channels
    return [
        sorted(queue.sid for queue in worker.queues),
        list(worker.reservations),
        worker.engagements,
        [(one.load, one.assigned_tasks) for one in worker.channels.values()],
        # Of a worker in no queue it does not count, nor on a channel on which no task came.
        [one.was_free for sid, one in worker.channels.items() if sid in used and worker.queues],
    ]


def assert_same(copy, original):
    same(text(copy), text(original))
    same(told(copy), told(original))
    assert derived(copy) == derived(original)


class Twins(Machine):
    """The lives of the machine, with copies that go the same way from somewhere on.

    What has to hold in each of them is asked there; here they are held against the original.
    """

    def do(self, operation, *args):
        self.story.append((operation.__name__, args))
        try:
            operation(self.account, *args)
        except ApiError:
            return
        scheduler.settle(self.account)

    @precondition(lambda self: len(self.__dict__.get("twins", ())) < MOST_TWINS)
    @rule()
    def fork(self):
        """Save and load, in every way that there is."""
        for way in WAYS:
            twin = way(self.account)
            assert_same(twin, self.account)
            self.__dict__.setdefault("twins", []).append((twin, len(self.story)))

    def everything_adds_up(self):
        """Asked elsewhere."""

    def nobody_waits_for_a_free_worker(self):
        """Asked elsewhere."""

    def teardown(self):
        for twin, since in self.__dict__.get("twins", ()):
            play(twin, self.story[since:])
            assert_same(twin, self.account)
            recount.check(workspace_of(twin))


def test_copies_of_random_worlds_go_on_as_the_originals():
    # To shrink a life takes minutes, and the place where it differs says enough.
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    run_state_machine_as_test(
        Twins, settings=settings(PROFILE, phases=phases, max_examples=examples(12))
    )


def live_on(account):
    """Everything that is left to happen in a day, with routing held at first and then not."""
    while scheduler.step(account) is not None:
        pass
    for seconds in (1, 10, 100, 1000, 100_000):
        scheduler.advance(account, account.clock.now + seconds * 1000)
    return account


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("make", [busy, held])
def test_a_copy_in_the_middle_of_timers_and_held_routing_goes_on_as_the_original(way, make):
    original = make().account

    copy = way(original)

    assert_same(copy, original)
    assert_same(live_on(copy), live_on(original))


@pytest.mark.parametrize("way", WAYS)
def test_a_worker_comes_back_though_the_task_that_they_missed_is_deleted(way):
    world = World()
    world.simple()
    world.worker("alice").behave(Behavior(available_after=600_000))
    missed = world.task()
    world.advance(120)
    world.delete(missed)
    assert world.timers() == ["behavior.return"]

    copy = way(world.account)

    assert_same(copy, world.account)
    assert_same(live_on(copy), live_on(world.account))


def test_what_a_worker_will_never_come_to_do_is_held_too():
    world = World()
    world.simple()
    behavior = read_behavior({"accept_after": LARGEST - 1, "accept_every": LARGEST - 1})
    world.worker("alice").behave(behavior._replace(accept_every=1))
    world.worker("bob").behave(behavior)
    world.task()
    assert "behavior.accept" in world.timers()

    assert_same(by_document(world.account), world.account)


@pytest.mark.parametrize("make", [busy, held])
def test_without_its_log_a_world_goes_on_in_the_same_way(make):
    original = make().account
    copy = by_document_without_log(original)
    known = len(original.events)

    live_on(original)
    live_on(copy)

    assert copy.events[known:] == original.events[known:]
    same(json.dumps(save(copy, events=False)), json.dumps(save(original, events=False)))


@pytest.mark.parametrize("way", WAYS)
def test_a_list_can_be_paged_past_what_is_gone(way):
    original = held().account

    copy = way(original)

    (here, _), (there, _) = copy.workspaces.values(), original.workspaces.values()
    assert copy.workspaces.gone == original.workspaces.gone
    assert here.workers.gone == there.workers.gone
    assert (set(copy.workspaces.gone), set(here.workers.gone)) == ({GONE}, {MINE})


def test_a_document_is_plain_and_shares_nothing_with_the_world():
    world = held()
    document = save(world.account)
    before = json.dumps(document)

    assert json.loads(before) == document
    live_on(world.account)

    assert json.dumps(document) == before


def test_a_loaded_world_shares_nothing_with_the_document():
    document = save(held().account)
    before = json.dumps(document)

    live_on(load(document))

    assert json.dumps(document) == before


def test_a_world_whose_count_of_timers_is_as_high_as_it_may_be_goes_on_as_another():
    original = busy().account
    document = save(original)
    up = INTEGERS[1] - document["timers"]["count"]
    document["timers"]["count"] += up
    for timer in document["timers"]["pending"]:
        timer["number"] += up
    copy = load(document)

    live_on(original)
    live_on(copy)

    assert told(copy) == told(original)
    assert_same(by_document(copy), copy)


def test_a_document_loads_any_number_of_worlds():
    document = save(busy().account)
    one, other = load(document), load(document)

    live_on(one)

    assert_same(other, load(document))


def test_the_settings_are_part_of_the_world():
    world = busy()
    document = save(world.account)
    document["settings"] = {
        "reoffer_pause": 5,
        "max_assignments": 2,
        "lenient_expressions": True,
        "behaviors": [["alice", Behavior(accept_after=5)._asdict()]],
        "phones": [["alice", Phone(busy=True)._asdict()]],
    }

    settings = load(document).settings

    assert (settings.reoffer_pause, settings.max_assignments) == (5, 2)
    assert settings.lenient_expressions
    assert settings.behavior_of("Alice") == Behavior(accept_after=5)
    assert settings.phone_of("Alice") == Phone(busy=True)
