"""A day of a world in which everybody behaves somehow: it ends, adds up, and is the same again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mocktr.core.account import Settings
from mocktr.core.behavior import read_behavior, read_script
from tests.core import recount
from tests.core.world import World, statuses, steps
from tests.examples import examples

DAY = 24 * 3600

times = st.one_of(st.integers(0, 300), st.floats(0, 300))
counts = st.integers(1, 5)
handled = {"handle_for": times}
"""So that what was accepted ends."""
follow_ups = {"wrap_up_for": times, "available_after": times}
behaviors = st.one_of(
    st.fixed_dictionaries(
        {"accept_after": times, **handled},
        optional={
            **follow_ups,
            **dict.fromkeys(("accept_every", "reject_every", "miss_every"), counts),
        },
    ),
    st.fixed_dictionaries(
        {"accept_after": times, "reject_after": times, "reject_every": counts, **handled},
        optional=follow_ups,
    ),
    st.fixed_dictionaries({"reject_after": times, **handled}, optional=follow_ups),
    st.just({}),
)
answers = st.one_of(
    st.fixed_dictionaries({"accept_after": times, **handled}, optional=follow_ups),
    st.fixed_dictionaries({"reject_after": times}, optional=follow_ups),
    st.just({"miss": True}),
)
workers = st.lists(st.tuples(behaviors, st.lists(answers, max_size=3)), min_size=1, max_size=4)
arrivals = st.lists(st.integers(0, 4 * 3600), max_size=25).map(sorted)


def lived(multi, crew, arrivals, pause):
    """The world at the end of the day, with its tasks."""
    world = World(Settings(reoffer_pause=pause, max_assignments=50), multi_task_enabled=multi)
    few, many = world.queue("few"), world.queue("many", max_reserved_workers=3)
    world.workflow(steps({"queue": few.sid, "timeout": 300}, {"queue": many.sid}))
    for number, (behavior, script) in enumerate(crew):
        worker = world.worker(f"w{number}")
        worker.behave(read_behavior(behavior))
        worker.script = read_script(script)
    tasks = []
    for second in arrivals:
        world.advance_to(world.start + second * 1000)
        tasks.append(world.task(timeout=7200))
        recount.check(world.workspace)
    for hour in range(5, 25):
        world.advance_to(world.start + hour * 3600 * 1000)
        recount.check(world.workspace)
    return world, tasks


@settings(max_examples=examples(25), deadline=None, derandomize=True, database=None)
@given(multi=st.booleans(), crew=workers, arrivals=arrivals, pause=st.sampled_from([0, 1000]))
def test_a_day_of_behaving_workers_ends_and_is_the_same_again(multi, crew, arrivals, pause):
    world, tasks = lived(multi, crew, arrivals, pause)

    assert {task.assignment_status for task in tasks} <= {"completed", "canceled"}
    assert not {"pending", "accepted", "wrapping"} & {
        status for task in tasks for status in statuses(task.reservations)
    }
    assert set(world.timers()) <= {"behavior.return"}
    recount.check_history(world.account.events)
    assert recount.dump(lived(multi, crew, arrivals, pause)[0].account) == recount.dump(
        world.account
    )
