"""What the fixtures hand out: clock, events, and helpers to arrange a world."""

import json
from datetime import datetime, timedelta, timezone

import pytest

from mocktr import AdminError, ConditionNotMet, OptionError, Sandbox

START = datetime(2030, 1, 7, 9, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("arguments", "seconds"),
    [
        ({"seconds": 90}, 90),
        ({"seconds": 0.25}, 0.25),
        ({"minutes": 2}, 120),
        ({"hours": 1, "minutes": 1, "seconds": 1}, 3661),
        ({"to": START + timedelta(seconds=5)}, 5),
        ({"to": "2030-01-07T09:00:07Z"}, 7),
    ],
)
def test_the_clock_moves_by_an_amount_or_to_a_time(taskrouter, arguments, seconds):
    taskrouter.advance(**arguments)

    assert taskrouter.now == START + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"seconds": -1}, "time can't go back by 1 seconds"),
        ({"to": "2029-01-01T00:00:00Z"}, "time can't go back from 2030-01-07T09:00:00Z"),
        ({"to": "noon"}, "expected a datetime or ISO 8601 text, got 'noon'"),
        ({"to": START, "seconds": 1}, "expected an amount or `to`, not both"),
    ],
)
def test_the_clock_refuses_what_it_cannot_do(taskrouter, arguments, message):
    with pytest.raises(Exception, match=message):
        taskrouter.advance(**arguments)

    assert taskrouter.now == START


def test_advancing_answers_what_fired(taskrouter):
    taskrouter.task(language="es")

    fired = taskrouter.advance(seconds=121)

    assert [timer.name for timer in fired] == ["reservation.timeout", "task.reoffer"]


def test_the_next_timer_can_be_gone_to(taskrouter):
    taskrouter.task(language="es")

    taskrouter.advance_to_next_timer()

    assert taskrouter.now == START + timedelta(seconds=120)


def test_without_timers_the_next_timer_moves_nothing(taskrouter):
    assert taskrouter.advance_to_next_timer() == []
    assert taskrouter.now == START


@pytest.mark.parametrize("seconds", [float("nan"), float("inf")])
def test_an_amount_that_is_no_number_is_refused(taskrouter, seconds):
    with pytest.raises(OptionError, match="advance: expected a number of seconds"):
        taskrouter.advance(seconds)


def test_the_clock_can_not_go_beyond_the_last_year(taskrouter):
    with pytest.raises(AdminError, match="time can't go beyond the year 9999"):
        taskrouter.advance(hours=1e9)

    assert taskrouter.now == START


def test_the_clock_can_run_until_a_condition_holds(taskrouter):
    task = taskrouter.task(language="es")

    taskrouter.run_until(lambda: task.fetch().assignment_status == "pending")

    assert taskrouter.now == START + timedelta(seconds=120)


def test_running_ends_with_the_last_timer_and_says_why(taskrouter):
    def never():
        return False

    with pytest.raises(ConditionNotMet, match=r"never did not come true: 0 timers .* no timer is"):
        taskrouter.run_until(never)


def test_running_ends_after_24_virtual_hours_and_says_why(taskrouter):
    taskrouter.workspace.tasks.create(attributes='{"language": "fr"}', timeout=200_000)
    taskrouter.run_until(
        lambda: taskrouter.workspace.tasks.list()[0].assignment_status == "pending"
    )

    with pytest.raises(ConditionNotMet, match="the next timer is due at 2030-01-09T16:33:20Z"):
        taskrouter.run_until(lambda: taskrouter.now.year == 2031)


@pytest.mark.mocktr(base_url="https://proxy.example/twilio")
@pytest.mark.parametrize("place", ["taskrouter", "taskrouter_server"])
def test_the_client_follows_pages_whose_urls_are_configured(request, place):
    workspace = request.getfixturevalue(place).workspace

    assert workspace.fetch().url.startswith("https://proxy.example/twilio/v1/Workspaces/WS")
    assert len(workspace.workers.list(page_size=1)) == 4


def test_reset_puts_everything_back(taskrouter):
    first = taskrouter.task(language="es")
    taskrouter.advance(hours=1)

    taskrouter.reset()

    assert (taskrouter.now, taskrouter.events) == (START, [])
    assert taskrouter.task(language="es").sid == first.sid


def test_the_world_can_be_had_as_a_seed(taskrouter):
    taskrouter.worker("eve", skills=["chess"])

    with Sandbox(seed=taskrouter.seed(), tenants="one") as again:
        [workspace] = again.only.account.workspaces.values()

    assert [one.friendly_name for one in workspace.workers.values()][-1] == "eve"


def test_events_are_listed_oldest_first(taskrouter):
    task = taskrouter.task(language="es")

    taskrouter.advance(seconds=120)

    assert [event.type for event in taskrouter.events] == [
        "workflow.entered",
        "task-queue.entered",
        "task.created",
        "workflow.target-matched",
        "reservation.created",
        "reservation.timeout",
        "worker.activity.update",
    ]
    created = taskrouter.events[2]
    assert (created.at, created.resource_sid) == (START, task.sid)
    assert created.data["task_assignment_status"] == "pending"


@pytest.mark.mocktr(seed={"workspaces": [{"friendly_name": "Empty"}]})
class TestArranging:
    """Helpers that go through the helper library, and answer its objects."""

    def test_a_world_is_arranged_in_four_lines(self, taskrouter):
        taskrouter.queue("English", 'languages HAS "en"')
        taskrouter.workflow("Main", default="English")
        taskrouter.worker("alice", languages=["en"])
        task = taskrouter.task(topic="bill")

        assert [one.worker_name for one in task.reservations.list()] == ["alice"]

    def test_a_worker_may_have_an_activity_and_channels(self, taskrouter):
        worker = taskrouter.worker("bob", activity="Offline", channels={"chat": 3}, tier=2)

        assert (worker.activity_name, worker.attributes) == ("Offline", '{"tier": 2}')
        assert worker.worker_channels("chat").fetch().configured_capacity == 3

    def test_a_workflow_names_its_queues(self, taskrouter):
        taskrouter.queue("VIP")
        targets = [{"queue": "VIP", "timeout": 5}, {"priority": 9}]
        taskrouter.workflow("Main", filters=[{"expression": "tier > 1", "targets": targets}])

        task = taskrouter.task(tier=2)

        assert task.task_queue_friendly_name == "VIP"

    def test_a_task_may_name_its_workflow_channel_and_priority(self, taskrouter):
        taskrouter.queue("All")
        taskrouter.workflow("One", default="All")
        taskrouter.workflow("Two", default="All")

        task = taskrouter.task(workflow="Two", channel="voice", priority=7, timeout=60)

        assert (task.workflow_friendly_name, task.task_channel_unique_name) == ("Two", "voice")
        assert (task.priority, task.timeout) == (7, 60)

    def test_attributes_may_have_names_that_mean_something_else(self, taskrouter):
        taskrouter.queue("All")
        taskrouter.workflow("Main", default="All")

        worker = taskrouter.worker("bob", name="Robert", attributes={"activity": "tennis"})
        task = taskrouter.task(language="es", attributes={"priority": "high"})

        assert worker.attributes == '{"activity": "tennis", "name": "Robert"}'
        assert task.attributes == '{"priority": "high", "language": "es"}'

    def test_an_unknown_activity_is_a_clear_error(self, taskrouter):
        with pytest.raises(OptionError, match="no activity 'Lunch'"):
            taskrouter.worker("bob", activity="Lunch")


@pytest.mark.mocktr(seed=None)
def test_a_world_without_a_workspace_says_so(taskrouter):
    with pytest.raises(OptionError, match="the world has no workspace"):
        taskrouter.task()


@pytest.mark.mocktr(
    seed={"accounts": [{"sid": "AC" + "d" * 32, "auth_token": "theirs", "workspaces": []}]}
)
def test_the_first_account_of_a_seed_is_the_one_to_use(taskrouter):
    assert (taskrouter.account_sid, taskrouter.auth_token) == ("AC" + "d" * 32, "theirs")
    assert taskrouter.client.taskrouter.v1.workspaces.list() == []


class TestWhy:
    """Explanations, and asserts that raise with them."""

    def test_a_task_is_explained_in_sentences(self, taskrouter):
        task = taskrouter.task(language="es")

        told = str(taskrouter.explain(task))

        assert "filter 'Spanish' matches: language == \"es\" is true" in told
        assert taskrouter.explain(task.sid)["workers"][1]["verdict"] == "offered"

    def test_a_task_that_never_was_is_a_clear_error(self, taskrouter):
        with pytest.raises(OptionError, match="there is no task WT000"):
            taskrouter.explain("WT000")

    def test_a_task_that_is_not_created_is_explained_too(self, taskrouter):
        found = taskrouter.what_if(attributes={"language": "es"}, workflow="By language")

        assert found["assignment_status"] == "reserved"
        assert taskrouter.workspace.tasks.list() == []
        assert taskrouter.task(language="es").sid == found["task_sid"]

    def test_a_task_that_no_filter_matches_is_explained_too(self, taskrouter):
        only = {"expression": "k == 1", "targets": [{"queue": "Spanish"}]}
        taskrouter.workflow("Strict", filters=[only])

        found = taskrouter.what_if(attributes={"k": 2}, workflow="Strict")

        assert found["task_sid"] is None
        assert "filter 1 does not match: k == 1 is false, k is 2" in str(found)

    @pytest.mark.parametrize(
        ("described", "message"),
        [
            ({"workflow": "None"}, 'task: workflow: no workflow "None"; there are By language'),
            ({"attributes": 5}, "task: attributes: expected a mapping or a string, got 5"),
            ({"colour": "red"}, "task: colour: unknown key; there are attributes"),
            ({"workspace": "Else"}, "workspace: no workspace 'Else'; there are Support"),
            ({"ignore_capacity": True}, "IgnoreCapacity"),
        ],
    )
    def test_a_task_that_cannot_be_is_a_clear_error(self, taskrouter, described, message):
        with pytest.raises(AdminError, match=message):
            taskrouter.what_if(**described)

    def test_asserts_pass_where_things_are_as_expected(self, taskrouter):
        waiting = taskrouter.task(language="es")
        taskrouter.assert_reserved(waiting)
        taskrouter.assert_reserved(waiting, worker="bob")
        waiting.reservations.list()[0].update(reservation_status="accepted")
        taskrouter.assert_assigned(waiting, worker="bob")
        taskrouter.assert_waiting(taskrouter.task(language="es"), queue="Spanish")
        waiting.update(assignment_status="completed")
        taskrouter.assert_status(waiting, "completed")

    @pytest.mark.parametrize(
        ("claim", "message"),
        [
            (lambda test, task: test.assert_waiting(task), "to be pending, but it is reserved"),
            (
                lambda test, task: test.assert_reserved(task, worker="alice"),
                "to be reserved for alice, but it is reserved for bob",
            ),
            (
                lambda test, task: test.assert_waiting(test.task(language="es"), queue="English"),
                "to wait in queue English, but it waits in Spanish",
            ),
        ],
    )
    def test_an_assert_that_fails_explains(self, taskrouter, claim, message):
        task = taskrouter.task(language="es")

        with pytest.raises(AssertionError) as caught:
            claim(taskrouter, task)

        assert message in str(caught.value)
        assert "filter 'Spanish' matches" in str(caught.value)

    def test_an_assert_about_a_task_that_is_gone_says_so(self, taskrouter):
        task = taskrouter.task(language="es")
        task.delete()

        with pytest.raises(AssertionError, match="to be reserved, but it is gone"):
            taskrouter.assert_reserved(task)

    def test_the_timeline_tells_who_and_what(self, taskrouter):
        task = taskrouter.task(language="es")
        taskrouter.advance(seconds=120)

        assert taskrouter.timeline.splitlines()[3:] == [
            f"09:00:00 workflow.target-matched      {task.sid} pending Spanish",
            f"09:00:00 reservation.created          {task.sid} bob reserved",
            f"09:02:00 reservation.timeout          {task.sid} bob pending",
            "09:02:00 worker.activity.update       bob Offline",
            "09:02:00 now",
        ]

    def test_the_timeline_tells_what_went_wrong(self, taskrouter):
        """So that a typo in an answer is seen in the report of the test that fails."""
        taskrouter.workspace.update(
            event_callback_url="https://live.example/", events_filter="task.created"
        )
        taskrouter.on_assignment(lambda call: {"instruction": "acept"})
        taskrouter.task(language="es")

        *_, created, alert, now, refused = taskrouter.timeline.splitlines()
        assert "reservation.created" in created
        assert alert.startswith("09:00:00 alert 55555                  expected one of accept, ")
        assert alert.endswith("got 'acept'")
        assert now == "09:00:00 now"
        assert refused.startswith("callbacks refused: 1, because live.example is neither mounted")


BOTH = pytest.mark.parametrize("place", ["taskrouter", "taskrouter_server"])


class TestGoingBack:
    """Branches, snapshots and states."""

    @BOTH
    def test_a_branch_comes_back_to_where_it_began(self, request, place):
        test = request.getfixturevalue(place)
        task = test.task(language="es")
        before = test.state(events=True)

        with test.branch():
            test.advance(hours=1)
            task.delete()
            assert test.workspace.tasks.list() == []

        assert test.state(events=True) == before
        assert (test.now, task.fetch().assignment_status) == (START, "reserved")

    def test_a_branch_comes_back_after_an_error_too(self, taskrouter):
        def fail():
            with taskrouter.branch():
                taskrouter.task(language="es")
                raise LookupError

        with pytest.raises(LookupError):
            fail()

        assert taskrouter.workspace.tasks.list() == []

    def test_branches_nest(self, taskrouter):
        outer = taskrouter.task(language="es")
        with taskrouter.branch():
            inner = taskrouter.task(language="en")
            with taskrouter.branch():
                outer.delete()
                inner.delete()
                taskrouter.reset()
            assert [one.sid for one in taskrouter.workspace.tasks.list()] == [outer.sid, inner.sid]
        assert [one.sid for one in taskrouter.workspace.tasks.list()] == [outer.sid]

    def test_what_is_tried_is_forgotten_by_sids_and_timers_too(self, taskrouter):
        with taskrouter.branch():
            tried = taskrouter.task(language="es").sid

        assert taskrouter.advance(hours=1) == []
        assert taskrouter.task(language="es").sid == tried

    def test_a_branch_brings_back_the_routing_mode(self, taskrouter):
        with taskrouter.branch():
            taskrouter.tenant.route(False)
            assert taskrouter.task(language="es").reservations.list() == []

        taskrouter.assert_reserved(taskrouter.task(language="es"))

    @BOTH
    def test_a_snapshot_can_be_restored_again_and_again(self, request, place):
        test = request.getfixturevalue(place)
        task = test.task(language="es")
        test.snapshot("offered")

        for status in ("accepted", "rejected"):
            test.restore("offered")
            test.advance(seconds=30)
            [reservation] = task.reservations.list()
            assert reservation.update(reservation_status=status).reservation_status == status

    def test_a_snapshot_that_there_is_not_is_a_clear_error(self, taskrouter):
        taskrouter.snapshot("base")

        with pytest.raises(AdminError, match='has no snapshot "no"; there are base'):
            taskrouter.restore("no")

    @BOTH
    def test_a_state_goes_through_a_file(self, request, place, tmp_path):
        test, file = request.getfixturevalue(place), tmp_path / "world.json"
        task = test.task(language="es")
        test.advance(seconds=100)
        file.write_text(json.dumps(test.state()))

        test.reset()
        test.load_state(json.loads(file.read_text()))

        test.assert_reserved(task, worker="bob")
        assert [timer.name for timer in test.advance(seconds=20)] == ["reservation.timeout"]

    def test_what_a_state_left_out_is_no_event(self, taskrouter):
        taskrouter.task(language="es")

        taskrouter.load_state(taskrouter.state())
        assert taskrouter.events == []

        taskrouter.queue("VIP")
        assert [event.type for event in taskrouter.events] == ["task-queue.created"]

    def test_a_state_of_elsewhere_gets_the_sids_of_this_account(self, taskrouter):
        with Sandbox(seed="support") as other:
            document = other.tenant("AC" + "e" * 32).state()

        taskrouter.load_state(document)

        assert taskrouter.workspace.fetch().account_sid == taskrouter.account_sid
        assert taskrouter.workspace.fetch().sid[2:-12] == taskrouter.account_sid[-20:]

    @pytest.mark.parametrize(
        ("document", "message"),
        [
            ({}, "mocktr_state: is missing"),
            ({1: {2, 3}}, "expected a document that JSON can hold: Object of type set"),
            ({("a", "b"): 1}, "expected a document that JSON can hold: keys must be str"),
        ],
    )
    def test_what_is_no_state_is_a_clear_error(self, taskrouter, document, message):
        task = taskrouter.task(language="es")

        with pytest.raises(AdminError, match=message):
            taskrouter.load_state(document)

        taskrouter.assert_reserved(task)
