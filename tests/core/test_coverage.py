"""What counts as exercised, item by item, and how coverage adds up."""

import copy
import json
import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocktr.core import scheduler
from mocktr.core.coverage import Coverage, cover
from mocktr.core.coverage.items import CONDITIONS
from mocktr.core.coverage.named import Named
from mocktr.core.coverage.report import share
from mocktr.core.resources.transfer import Transfer
from mocktr.core.resources.workspace import Workspace
from mocktr.core.routing.walk import Unmatched
from tests.core.world import World, routing, statuses, steps

DOCS = Path(__file__).parents[2] / "docs" / "coverage.rst"


@pytest.fixture
def world():
    return World()


@pytest.fixture
def queues(world):
    """Two queues for everybody."""
    return world.queue("First"), world.queue("Second")


def report(world):
    return cover(world.account).report()


def items(world):
    """The items of the only workflow: their hits by the end of their path."""
    [workflow] = report(world)["workflows"]
    return {item["path"].removeprefix("task_routing."): item for item in workflow["items"]}


def hits(world, path):
    return items(world)[path]["hits"]


TARGET = "filters[0].targets[0]"


# --- filters -------------------------------------------------------------------------------


def test_a_filter_has_to_match_and_to_be_passed_over(world, queues):
    """Those above the filter that matched were passed over, those below were not asked."""
    first, _ = queues
    world.workflow(
        *(steps({"queue": first}, expression=f"kind == '{kind}'", name=kind) for kind in "abc")
    )

    world.task(kind="b")

    seen = [hits(world, f"filters[{number}]") for number in range(3)]
    assert seen == [
        {"matched": 0, "passed": 1},
        {"matched": 1, "passed": 0},
        {"matched": 0, "passed": 0},
    ]


@pytest.mark.parametrize(("expression", "outcome"), [("1==1", "matched"), ("1==2", "passed")])
def test_of_a_filter_that_is_always_or_never_true_only_that_is_asked(
    world, queues, expression, outcome
):
    """No test could ever see the other."""
    first, second = queues
    world.workflow(steps({"queue": first}, expression=expression), default=second)

    world.task()

    assert items(world)["filters[0]"]["hits"] == {outcome: 1}
    assert items(world)["filters[0]"]["never"] == []


def test_a_refused_task_was_passed_over_by_all_filters(world, queues):
    first, _ = queues
    world.workflow(steps({"queue": first}, expression="kind == 'a'"))

    for _ in range(2):
        with pytest.raises(Unmatched):
            world.task()

    assert hits(world, "filters[0]") == {"matched": 0, "passed": 2}
    assert hits(world, TARGET) == {"entered": 0, "reserved": 0, "reviewed": 0}


def test_filters_below_are_asked_when_a_task_goes_on_to_them(world, queues):
    first, second = queues
    world.workflow(
        steps({"queue": first, "timeout": 10}),
        steps({"queue": second}, expression="kind == 'a'"),
        steps({"queue": second, "timeout": 10}, expression="kind == 'b'"),
    )
    world.task(kind="b")

    world.advance(10)
    world.advance(10)

    assert hits(world, "filters[0]") == {"matched": 1}
    assert hits(world, "filters[1]") == {"matched": 0, "passed": 1}
    assert hits(world, "filters[2]") == {"matched": 1, "passed": 0}


def test_filters_are_passed_over_by_a_task_that_leaves(world, queues):
    first, second = queues
    world.workflow(
        steps({"queue": first, "timeout": 10}),
        steps({"queue": second}, expression="kind == 'a'"),
    )
    world.task()

    world.advance(10)

    assert hits(world, "filters[1]") == {"matched": 0, "passed": 1}


# --- targets and queues --------------------------------------------------------------------


def test_a_target_is_exercised_by_a_task_that_takes_the_step(world, queues):
    first, second = queues
    world.workflow(steps({"queue": first, "timeout": 10}, {"queue": second}))
    world.task()
    world.advance(10)
    world.task()

    assert hits(world, TARGET) == {"entered": 2, "reserved": 0, "reviewed": 0}
    assert hits(world, "filters[0].targets[1]") == {"entered": 1, "reserved": 0, "reviewed": 0}


def test_the_default_filter_is_exercised_like_a_target(world, queues):
    first, second = queues
    world.workflow(steps({"queue": first}, expression="kind == 'a'"), default=second)
    world.worker()

    world.task()

    assert hits(world, "default_filter") == {"entered": 1, "reserved": 1, "reviewed": 0}


def test_a_look_again_at_a_task_that_stays_is_no_entry(world, queues):
    first, _ = queues
    world.workflow(steps({"queue": first}))
    task = world.task()
    world.update(task, attributes='{"new":1}')
    world.worker()
    world.reject(task)

    assert hits(world, TARGET) == {"entered": 1, "reserved": 1, "reviewed": 2}
    assert hits(world, "task_queues[First]") == {"entered": 1, "reserved": 1}
    assert hits(world, "filters[0]") == {"matched": 1}


def test_a_queue_is_entered_once_by_a_task_that_stays_in_it(world, queues):
    """As its event says."""
    first, second = queues
    world.workflow(
        steps({"queue": first, "timeout": 10}, {"priority": 5, "timeout": 10}, {"queue": second})
    )
    world.task()

    world.advance(20)

    assert world.told().count("task-queue.entered") == 2
    assert hits(world, "filters[0].targets[1]")["entered"] == 1
    assert hits(world, "task_queues[First]") == {"entered": 1, "reserved": 0}
    assert hits(world, "task_queues[Second]") == {"entered": 1, "reserved": 0}


def test_every_reservation_is_told_of_the_target_and_of_the_queue(world):
    everyone = world.queue("All", max_reserved_workers=2)
    world.workflow(default=everyone)
    world.workers("alice", "bob", "carol")

    world.task()

    assert hits(world, "default_filter") == {"entered": 1, "reserved": 2, "reviewed": 0}
    assert hits(world, "task_queues[All]") == {"entered": 1, "reserved": 2}


def test_a_queue_where_nobody_is_reserved_is_exercised_all_the_same(world):
    """It may be one that no worker is meant to serve."""
    world.workflow(default=world.queue("Voicemail", target_workers=""))

    world.task()

    assert items(world)["task_queues[Voicemail]"]["never"] == []


def test_a_task_that_walks_no_workflow_exercises_none(world, queues):
    first, _ = queues
    world.workflow(default=first)
    alice = world.worker()

    world.task(task_queue_sid=first.sid)
    world.task("voice", routing_target=alice.sid)

    assert report(world)["exercised"] == 0


# --- the parts of a target -----------------------------------------------------------------


def test_a_timeout_is_exercised_by_a_task_that_leaves_by_it(world, queues):
    first, second = queues
    world.workflow(steps({"queue": first, "timeout": 10}, {"queue": second, "timeout": 10}))
    world.task()

    world.advance(10)

    assert hits(world, f"{TARGET}.timeout") == {"timed_out": 1}
    assert hits(world, "filters[0].targets[1].timeout") == {"timed_out": 0}


def test_skip_if_has_to_skip_and_to_let_stay(world, queues):
    first, second = queues
    target = {"queue": first, "skip_if": "workers.available == 0"}
    world.workflow(steps(target, {"queue": second}))

    world.task()
    skipped = hits(world, f"{TARGET}.skip_if")
    world.workers("alice")
    world.task("voice")
    world.task("voice")

    assert skipped == {"skipped": 1, "stayed": 0}
    assert hits(world, f"{TARGET}.skip_if") == {"skipped": 1, "stayed": 1}


def test_skip_if_is_not_asked_while_a_worker_is_free(world, queues):
    first, _ = queues
    world.workflow(steps({"queue": first, "skip_if": "workers.available == 0"}))
    world.worker()

    world.task()

    assert hits(world, f"{TARGET}.skip_if") == {"skipped": 0, "stayed": 0}


def test_a_skip_if_that_is_always_true_need_not_let_stay(world, queues):
    first, second = queues
    world.workflow(steps({"queue": first, "skip_if": "1==1"}, {"queue": second}))

    world.task()

    assert hits(world, f"{TARGET}.skip_if") == {"skipped": 1}


@pytest.mark.parametrize(
    ("levels", "times"),
    [
        ((), 0),
        ((1,), 0),
        ((1, 1), 0),
        ((1, 2), 1),
        ((1, None), 1),
        ((1, "2"), 0),
    ],
)
def test_order_by_is_exercised_when_it_tells_eligible_workers_apart(world, queues, levels, times):
    """Of one it needs not decide; of equals the longest idle is taken; of texts it is ignored."""
    first, _ = queues
    world.workflow(steps({"queue": first, "order_by": "worker.level DESC"}))
    for number, level in enumerate(levels):
        world.worker(f"w{number}", **({} if level is None else {"level": level}))

    world.task()

    assert hits(world, f"{TARGET}.order_by") == {"decided": times}


@pytest.mark.parametrize(
    "condition",
    [
        {"expression": "worker.skill == task.skill"},
        {"known_worker_friendly_name": "task.agent"},
        {"known_worker_sid": "task.agent_sid"},
    ],
)
def test_a_condition_is_exercised_when_a_worker_is_reserved_under_it(world, queues, condition):
    first, _ = queues
    world.workflow(steps({"queue": first, **condition}))
    alice = world.worker("alice", skill="a")
    [key] = condition

    world.task(skill="b", agent="bob")
    before = hits(world, f"{TARGET}.{key}")
    world.task(skill="a", agent="alice", agent_sid=alice.sid)

    assert before == {"reserved": 0}
    assert hits(world, f"{TARGET}.{key}") == {"reserved": 1}


# --- workflows, by name --------------------------------------------------------------------


def test_a_workflow_that_nobody_entered_is_listed(world, queues):
    first, _ = queues
    world.workflow(default=first)

    [workflow] = report(world)["workflows"]

    assert (workflow["workspace"], workflow["workflow"]) == ("Support", "route")
    assert (workflow["exercised"], workflow["outcomes"], workflow["percent"]) == (0, 2, 0.0)


def test_a_world_without_workflows_leaves_nothing_to_exercise(world):
    assert report(world) == {"exercised": 0, "outcomes": 0, "percent": 100.0, "workflows": []}


def test_a_changed_configuration_is_counted_by_itself(world, queues):
    """A task counts where it entered."""
    first, second = queues
    workflow = world.workflow(steps({"queue": first, "timeout": 10}))
    world.task()

    world.update(workflow, configuration=routing(default=second))
    world.advance(10)
    world.task()

    old, new = sorted(report(world)["workflows"], key=lambda row: row["outcomes"], reverse=True)
    assert [row["workflow"] for row in (old, new)] == ["route", "route"]
    assert {row["configuration"] for row in (old, new)} == {1, 2}
    assert (old["percent"], new["percent"]) == (100.0, 100.0)
    assert "Support: route (2)" in str(report(world))


def test_a_task_that_enters_again_counts_in_the_new_configuration(world, queues):
    """ReEvaluateTasks."""
    first, second = queues
    workflow = world.workflow(default=first)
    world.task()

    world.update(workflow, configuration=routing(default=second), re_evaluate_tasks=True)

    seen = [row["items"][0]["hits"]["entered"] for row in report(world)["workflows"]]
    assert seen == [1, 1]


def test_a_task_that_can_not_enter_again_was_passed_over(world, queues):
    first, _ = queues
    workflow = world.workflow(default=first)
    world.task()
    filters = steps({"queue": first}, expression="kind == 'a'")

    world.update(workflow, configuration=routing(filters), re_evaluate_tasks=True)

    [hit] = [
        row["items"][0]["hits"]
        for row in report(world)["workflows"]
        if row["items"][0]["kind"] == "filter"
    ]
    assert hit == {"matched": 0, "passed": 1}


def test_what_is_gone_goes_by_the_names_that_it_had(world):
    """A test may clean up behind itself."""
    queue = world.queue("Early")
    workflow = world.workflow(default=queue)
    world.task().delete()
    world.update(queue, friendly_name="Late")
    world.update(workflow, friendly_name="renamed")
    before = report(world)

    world.delete(workflow)
    world.delete(queue)
    world.workspace.delete()

    assert report(world) == before
    [workflow] = before["workflows"]
    assert workflow["workflow"] == "route"
    assert [item["label"] for item in workflow["items"]] == [
        "default filter -> Early",
        "queue Early",
    ]


def test_configurations_that_say_the_same_are_one(world, queues):
    """Whatever their spelling."""
    first, _ = queues
    target = {"queue": first.sid, "timeout": "10", "priority": None, "comment": "x"}
    document = {"task_routing": {"filters": [steps(target)], "default_filter": None}}
    world.workflow(steps({"timeout": 10, "queue": first}))
    world.workflow(configuration=json.dumps(document, indent=4))
    for sid in world.workspace.workflows:
        world.task(workflow_sid=sid)

    assert hits(world, TARGET)["entered"] == 2


def test_workspaces_are_told_apart(world, queues):
    """Though their queues have the same names."""
    first, _ = queues
    world.workflow(default=first)
    Workspace.create(world.account, {"friendly_name": "Other", "template": "FIFO"})

    assert [row["workspace"] for row in report(world)["workflows"]] == ["Other", "Support"]


def test_a_copy_of_an_account_has_exercised_nothing(world, queues):
    """What happened before it stands in the original's tally."""
    first, _ = queues
    world.workflow(default=first)
    world.task()

    for made in (copy.deepcopy(world.account), pickle.loads(pickle.dumps(world.account))):
        assert cover(made).report()["exercised"] == 0
    assert report(world)["exercised"] == 2


@pytest.mark.parametrize(
    ("exercised", "outcomes", "percent"),
    [(2, 3, 66.6), (9_999, 10_000, 99.9), (10_000, 10_000, 100.0), (0, 3, 0.0), (0, 0, 100.0)],
)
def test_the_percentage_is_rounded_down(exercised, outcomes, percent):
    """So that 100 % means all."""
    assert share(exercised, outcomes)["percent"] == percent


def test_long_sources_are_cut_in_the_table(world, queues):
    """And what has several lines stands on one."""
    first, _ = queues
    source = "worker.level\n> " + "1" * 100
    world.workflow(steps({"queue": first, "expression": source}))

    assert f"      expression worker.level > {'1' * 31}...  " in str(report(world))
    assert items(world)[f"{TARGET}.expression"]["label"].endswith(source)


def test_the_documentation_has_every_kind_of_item_with_its_outcomes(world, queues):
    """And none that is not."""
    target = {
        "queue": queues[0],
        "expression": "worker.level > 1",
        "order_by": "worker.level DESC",
        "skip_if": "workers.available == 0",
        "timeout": 10,
    }
    known = [{"queue": queues[0], key: "task.x"} for key in CONDITIONS if key.startswith("known")]
    world.workflow(steps(target, *known, expression="kind == 1"), default=queues[1])
    text = DOCS.read_text(encoding="utf-8").split("What is counted")[1].split("Beside ")[0]
    documented = {
        kind: re.findall(r"``(\w+)``:", body)
        for heads, body in re.findall(r"^(``.+)\n((?:    .+\n)+)", text, re.M)
        for kind in re.findall(r"``(\w+)``", heads)
    }

    assert documented == {item["kind"]: item["never"] for item in items(world).values()}


# --- sums ----------------------------------------------------------------------------------

named = st.builds(Named, *[st.sampled_from(["a", "b"])] * 2, st.sampled_from(["{}", "[]"]))
hit = st.tuples(st.sampled_from(["one", "two"]), st.sampled_from(["entered", "reserved"]))
counted = st.dictionaries(hit, st.integers(1, 9))
coverages = st.builds(
    lambda drawn: Coverage.load(
        json.dumps([[*one, [[*key, n] for key, n in hits.items()]] for one, hits in drawn.items()])
    ),
    st.dictionaries(named, counted),
)


@given(coverages, coverages, coverages)
def test_sums_do_not_depend_on_the_order(one, two, three):
    """Nor on the grouping; and nothing is lost that was never exercised."""
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)
    assert one + Coverage() == one
    assert set(one + two) == set(one) | set(two)


@given(coverages, coverages)
def test_each_outcome_is_added_up(one, two):
    for workflow, found in (one + two).items():
        for key in found:
            parts = (part[workflow][key] for part in (one, two) if workflow in part)
            assert found[key] == sum(parts)


def test_a_transfer_counts_nothing(world, queues):
    first, second = queues
    world.workflow(steps({"queue": first}, {"queue": second}))
    alice, bob, _ = world.workers("alice", "bob", "carol")
    task = world.task()
    world.accept(task)
    before = report(world)

    for to in (bob, second):
        [reservation, *_] = task.reservations
        sent = {"reservation_sid": reservation.sid, "task_sid": task.sid, "to": to.sid}
        Transfer.create(alice, sent)
        scheduler.settle(world.account)
        world.accept(task)

    assert statuses(task.reservations) == ["accepted"] * 3
    assert report(world) == before


def test_a_world_that_begins_anew_has_exercised_nothing(world):
    world.simple()
    world.task()
    [workflow] = report(world)["workflows"]
    assert workflow["exercised"] > 0

    world.account.tally.clear()

    [workflow] = report(world)["workflows"]
    assert workflow["exercised"] == 0


@given(coverages, coverages)
def test_adding_to_a_coverage_leaves_the_other_alone(one, two):
    before, both = Coverage.load(two.dump()), one + two

    one.add(two)
    one.add(two)

    assert one == both + two
    assert two == before


@given(coverages)
def test_another_process_reads_what_was_dumped(coverage):
    assert Coverage.load(coverage.dump()) == coverage
