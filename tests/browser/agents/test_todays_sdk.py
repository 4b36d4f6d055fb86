"""Today's SDK as browsers load it, unmodified, in Chromium."""

import json

import pytest


@pytest.fixture
def alice(page_of):
    return page_of().sign_in("alice")


@pytest.fixture
def bob(page_of, taskrouter_server):
    """Bob, who is available."""
    bob = page_of().sign_in("bob")
    bob.does(SET_AVAILABLE)
    bob.hears("activityUpdated")
    return bob


SET_AVAILABLE = """[...worker.activities.values()].find(one => one.name === 'Available')
  .setAsCurrent().then(() => null)"""

HAND_OVER = "to => reservation.task.transfer(to, { mode: 'WARM' }).then(() => null)"


def offered(agent, **attributes):
    """The task that an agent is offered."""
    task = agent.taskrouter.task(**attributes)
    assert agent.hears("created") == ["pending", "reserved"]
    return task


def accepted(agent, **attributes):
    """The task that an agent has accepted."""
    task = offered(agent, **attributes)
    agent.does("reservation.accept()")
    assert agent.hears("accepted") == ["accepted", "assigned"]
    return task


# What it starts with


def test_an_agent_signs_in(alice):
    assert alice.does("[worker.name, worker.activity.name, worker.attributes]") == [
        "alice",
        "Available",
        {"a": 1},
    ]
    assert alice.does("[...worker.activities.values()].map(one => one.name).sort()") == [
        "Available",
        "Offline",
        "Unavailable",
    ]
    assert alice.does("worker.channels.size") == 5


def test_an_agent_signs_in_with_an_activity(page_of, taskrouter_server):
    activities = taskrouter_server.workspace.activities.list()
    [available] = [one.sid for one in activities if one.friendly_name == "Available"]

    bob = page_of().sign_in("bob", connectActivitySid=available)

    assert bob.hears("activityUpdated") == "Available"


def test_what_was_offered_before_is_there(page_of, taskrouter_server):
    taskrouter_server.task(language="en")

    alice = page_of().sign_in("alice")

    assert alice.hears("created") == ["pending", "reserved"]
    assert alice.does("reservation.task.attributes") == {"language": "en"}


# Reservations


def test_a_task_is_accepted_and_wrapped_up(alice):
    task = offered(alice, language="en")
    assert alice.does("reservation.task.attributes") == {"language": "en"}

    # The answer comes before the event that tells of the task.
    answered = "reservation.accept().then(one => [one.status, one.task.status])"
    assert alice.does(answered) == ["accepted", "reserved"]
    assert alice.hears("accepted") == ["accepted", "assigned"]
    alice.taskrouter.assert_assigned(task, worker="alice")

    alice.does("reservation.wrap()")
    assert alice.hears("wrapup") == ["wrapping", "wrapping"]
    alice.does("reservation.complete()")
    assert alice.hears("completed") == ["completed", "completed"]
    alice.taskrouter.assert_status(task, "completed")


def test_a_task_is_rejected(alice):
    task = offered(alice)

    alice.does(
        "reservation.reject({ activitySid:"
        "[...worker.activities.values()].find(one => one.name === 'Offline').sid })"
    )

    assert alice.hears("rejected") == ["rejected", "pending"]
    assert alice.hears("activityUpdated") == "Offline"
    alice.taskrouter.assert_waiting(task)


def test_a_reservation_times_out(alice):
    offered(alice)

    alice.taskrouter.advance(seconds=120)

    assert alice.hears("timeout") == ["timeout", "pending"]


def test_a_task_is_canceled(alice):
    task = offered(alice)

    task.update(assignment_status="canceled", reason="hung up")

    assert alice.hears("canceled") == ["canceled", "canceled"]
    assert alice.hears("task.canceled") == "canceled"
    assert alice.does("reservation.task.reason") == "hung up"


def test_another_agent_is_faster(alice, bob):
    task = offered(alice, pairs=True)
    bob.hears("created")

    bob.does("reservation.accept()")

    assert bob.hears("accepted") == ["accepted", "assigned"]
    assert alice.hears("rescinded")[0] == "rescinded"
    alice.taskrouter.assert_assigned(task, worker="bob")


def test_a_task_is_completed_by_the_page(alice):
    task = accepted(alice)

    alice.does("reservation.task.setAttributes({ language: 'es' })")
    assert alice.hears("task.updated") == "assigned"
    alice.does("reservation.task.wrapUp({ reason: 'all said' })")
    assert alice.hears("task.wrapup") == "wrapping"
    alice.does("reservation.task.complete('done')")
    assert alice.hears("task.completed") == "completed"

    found = task.fetch()
    assert (json.loads(found.attributes), found.reason) == ({"language": "es"}, "done")


@pytest.mark.parametrize(
    ("instruction", "script"),
    [
        ("call", "call('+15550101', 'http://app.test/', { accept: true, to: 'client:alice' })"),
        ("dequeue", "dequeue({ from: '+15550101', to: 'client:alice' })"),
        ("conference", "conference({ from: '+15550101', to: 'client:alice' })"),
    ],
)
def test_a_call_is_taken(alice, instruction, script):
    offered(alice, call_sid="CA" + "1" * 32)

    alice.does(f"reservation.{script}")

    assert alice.hears("accepted") == ["accepted", "assigned"]
    [call] = alice.taskrouter.calls
    assert (call.instruction, call.to) == (instruction, "client:alice")


# The worker


def test_what_changes_at_a_worker_is_heard(alice, taskrouter_server):
    worker = taskrouter_server.workspace.workers(alice.does("worker.sid"))
    assert alice.does("worker.setAttributes({ b: 2 }).then(one => one.attributes)") == {"b": 2}
    assert alice.hears("attributesUpdated") == {"b": 2}

    worker.worker_channels("voice").update(capacity=3)
    assert alice.hears("capacityUpdated") == ["voice", 3, True]
    worker.worker_channels("voice").update(available=False)
    assert alice.hears("availabilityUpdated") == ["voice", 3, False]


def test_a_supervisor_moves_another_worker(alice, page_of):
    supervisor = page_of().sign_in("bob", "Supervisor")
    offline = "[...worker.activities.values()].find(one => one.name === 'Offline').sid"

    sid = alice.does("worker.sid")
    supervisor.does(f"worker.setWorkerActivity('{sid}', {offline})")
    supervisor.does(f"worker.setWorkerAttributes('{sid}', {{ c: 3 }})")

    assert alice.hears("activityUpdated") == "Offline"
    assert alice.hears("attributesUpdated") == {"c": 3}


def test_what_cannot_be_done_is_refused(alice, watch):
    watch.expect("status of 400")

    told = alice.tries("worker.createTask('+15550100', '+15550101', 'WW1', 'WQ1')")

    assert told.startswith("Request failed with status code 400. Value 'WW1'")


# Transfers


@pytest.fixture
def transfer(alice, bob):
    """A task of Alice's that is being handed over to Bob."""
    task = accepted(alice)
    alice.page.evaluate(HAND_OVER, bob.does("worker.sid"))
    assert bob.hears("created") == ["pending", "reserved"]
    alice.hears("task.transferInitiated")
    return task


def test_a_task_is_handed_over(alice, bob, transfer):
    bob.does("reservation.accept()")

    assert bob.hears("accepted") == ["accepted", "assigned"]
    assert alice.hears("transfer.completed") == "complete"
    alice.taskrouter.assert_assigned(transfer, worker="bob")


def test_a_transfer_is_rejected(alice, bob, transfer):
    bob.does("reservation.reject()")

    assert alice.hears("transfer.failed") == "failed"
    assert alice.hears("task.updated") == "assigned"


def test_a_transfer_is_canceled(alice, bob, transfer):
    alice.does("reservation.task.transfers.outgoing.cancel()")

    assert bob.hears("canceled")[0] == "canceled"
    assert alice.hears("transfer.canceled") == "canceled"


# Tokens and connections


def test_a_page_whose_token_ends_is_told_and_begins_anew_with_another(page_of, taskrouter_server):
    """The SDK says so five seconds before."""
    alice = page_of()

    alice.sign_in("alice", token=taskrouter_server.worker_token("alice", lifetime=8))
    alice.hears("tokenExpired")
    alice.does("worker.disconnect()")
    assert alice.hears("disconnected") == "SDK Disconnect"

    alice.page.evaluate(
        "token => worker.updateToken(token)", taskrouter_server.worker_token("alice")
    )
    alice.hears("ready")


def test_a_page_goes_on_with_a_new_token(alice, taskrouter_server):
    [before] = taskrouter_server.sessions
    token = taskrouter_server.worker_token("alice", lifetime=7200)

    alice.page.evaluate("token => worker.updateToken(token)", token)
    alice.hears("tokenUpdated")
    assert alice.does("worker.setAttributes({ b: 2 }).then(one => one.attributes)") == {"b": 2}

    # The socket stays; the next one has the new token.
    taskrouter_server.disconnect(before["number"])
    alice.hears("ready")
    [after] = taskrouter_server.sessions
    assert after["token_expires"] > before["token_expires"]


def test_a_page_comes_back(alice, taskrouter_server):
    [session] = taskrouter_server.sessions

    taskrouter_server.disconnect(session["number"])

    alice.hears("disconnected")
    alice.hears("ready")
    offered(alice)


def test_an_agent_signs_out(alice, taskrouter_server):
    alice.does("worker.disconnect()")

    assert alice.hears("disconnected") == "SDK Disconnect"


def test_a_page_takes_the_place_of_another(alice, page_of, taskrouter_server):
    page_of().sign_in("alice", closeExistingSessions=True)

    assert (
        alice.hears("disconnected") == "Another session of this worker took the place of this one"
    )
    # It comes back, and leaves the other one alone.
    alice.hears("ready")
    assert len(taskrouter_server.sessions) == 2
