"""The old SDK in Chromium, unmodified, of the version that npm has."""

import pytest
from twilio.jwt.taskrouter.capabilities import WorkspaceCapabilityToken


@pytest.fixture
def alice(old_page_of):
    return old_page_of().sign_in("alice")


def offered(agent, **attributes):
    task = agent.taskrouter.task(**attributes)
    assert agent.hears("created") == ["pending", "reserved"]
    return task


def activity_of(agent, name):
    activities = agent.taskrouter.workspace.activities.list()
    return next(one.sid for one in activities if one.friendly_name == name)


def test_an_agent_moves_to_another_activity(alice):
    names = "activities.data.map(one => one.friendlyName)"
    found = alice.does(f"asked(done => worker.activities.fetch(done)).then(activities => {names})")
    assert found == ["Offline", "Available", "Unavailable"]

    offline = activity_of(alice, "Offline")
    moved = f"asked(done => worker.update('ActivitySid', '{offline}', done))"
    assert alice.does(f"{moved}.then(one => one.activityName)") == "Offline"
    assert alice.hears("activity.update") == "Offline"


def test_attributes_are_changed(alice):
    alice.asks("""worker.update('Attributes', '{"b":2}', done)""")

    assert alice.hears("attributes.update") == {"b": 2}


def test_a_task_is_accepted_and_completed(alice):
    task = offered(alice, language="en")
    assert alice.does("[reservation.task.attributes.language, reservation.workerName]") == [
        "en",
        "alice",
    ]

    alice.asks("reservation.accept(done)")
    assert alice.hears("accepted") == ["accepted", "assigned"]
    task.update(assignment_status="wrapping", reason="")
    assert alice.hears("wrapup") == ["wrapping", "wrapping"]
    task.update(assignment_status="completed", reason="done")
    assert alice.hears("completed") == ["completed", "completed"]


def test_a_task_is_rejected(alice):
    task = offered(alice)

    alice.asks(f"reservation.reject('{activity_of(alice, 'Offline')}', done)")

    assert alice.hears("rejected") == ["rejected", "pending"]
    alice.taskrouter.assert_waiting(task)


def test_a_reservation_times_out(alice):
    offered(alice)

    alice.taskrouter.advance(seconds=120)

    assert alice.hears("timeout") == ["timeout", "pending"]


def test_a_task_is_canceled(alice):
    task = offered(alice)

    task.update(assignment_status="canceled", reason="hung up")

    assert alice.hears("canceled") == ["canceled", "canceled"]


def test_another_agent_is_faster(alice, old_page_of):
    bob = old_page_of().sign_in("bob")
    bob.asks(f"worker.update('ActivitySid', '{activity_of(bob, 'Available')}', done)")
    offered(alice, pairs=True)
    bob.hears("created")

    bob.asks("reservation.accept(done)")

    assert alice.hears("rescinded")[0] == "rescinded"


@pytest.mark.parametrize(
    ("instruction", "script"),
    [
        ("dequeue", "dequeue('+15550101', null, done)"),
        ("call", "call('+15550101', 'http://app.test/', null, 'true', done)"),
    ],
)
def test_a_call_is_taken(old_page_of, taskrouter_server, instruction, script):
    taskrouter_server.workspace.workers.list(friendly_name="alice")[0].update(
        attributes='{"contact_uri": "client:alice"}'
    )
    alice = old_page_of().sign_in("alice")
    offered(alice, call_sid="CA" + "1" * 32)

    alice.asks(f"reservation.{script}")

    assert alice.hears("accepted") == ["accepted", "assigned"]
    [call] = taskrouter_server.calls
    assert (call.instruction, call.to) == (instruction, "client:alice")


def test_statistics_are_fetched(alice):
    script = "worker.statistics.fetch({ Minutes: '60' }, done)"
    counted = alice.does(f"asked(done => {script}).then(one => one.cumulative.reservationsCreated)")

    assert counted == 0


def test_what_cannot_be_done_is_refused_with_a_reason(alice, watch):
    watch.expect("status of 400")

    told = alice.tries("asked(done => worker.update('ActivitySid', 'WA1', done))")

    assert told.startswith("400: ")
    assert "WA1" in told


def test_a_page_of_a_workspace_lists_and_changes_what_is_in_it(old_page_of, taskrouter_server):
    sid = taskrouter_server.workspace.sid
    token = WorkspaceCapabilityToken(
        taskrouter_server.account_sid, taskrouter_server.auth_token, sid
    )
    for allow in ("fetch", "update", "delete"):
        getattr(token, f"allow_{allow}_subresources")()
    page = old_page_of().sign_in(None, "Workspace", token=token.to_jwt())

    names = (
        "asked(done => worker.{}.fetch(done)).then(one => one.data.map(one => one.friendlyName))"
    )
    assert page.does(names.format("workers")) == ["alice", "bob"]
    assert sorted(page.does(names.format("taskqueues"))) == ["Everyone", "Pairs"]
    made = page.does(
        "asked(done => worker.tasks.create({ Attributes: { a: 1 } }, done)).then(one => one.sid)"
    )
    [task] = taskrouter_server.workspace.tasks.list()
    assert (task.sid, task.attributes) == (made, '{"a":1}')


def test_a_page_goes_on_with_a_new_token(old_page_of, taskrouter_server):
    """The SDK says five seconds before that its token ends; its socket stays."""
    alice = old_page_of()
    short = taskrouter_server.worker_token("alice", kind="capability", lifetime=8)
    alice.sign_in("alice", token=short)
    alice.hears("token.expired")

    token = taskrouter_server.worker_token("alice", kind="capability")
    alice.page.evaluate("token => worker.updateToken(token)", token)

    alice.asks("""worker.update('Attributes', '{"b":2}', done)""")
    assert alice.hears("attributes.update") == {"b": 2}
