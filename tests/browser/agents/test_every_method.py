"""Every method of today's SDK, over TLS, in a page that knows nothing of mocktr."""

from contextlib import closing

import pytest

from mocktr import Sandbox, Server
from mocktr.commands import agents
from mocktr.core.clock import SECOND
from mocktr.server.certificates import Authority

from .agent import Agent
from .conftest import SEED

CALL = "CA" + "1" * 32
BRIDGE = "https://event-bridge.twilio.com"


@pytest.fixture
def server():
    with (
        Sandbox(SEED, tenants="one") as sandbox,
        Server(sandbox, tls=Authority().context()) as server,
    ):
        yield server


@pytest.fixture
def origins(site):
    return [site.url, BRIDGE]


@pytest.fixture
def browser(launch, server):
    """A browser for which the event bridge is here."""
    where = server.tls_url.removeprefix("https://")
    rules = f"MAP event-bridge.twilio.com {where}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with closing(launch(f"--host-resolver-rules={rules}", "--ignore-certificate-errors")) as one:
        yield one


@pytest.fixture
def tenant(server):
    return server.sandbox.only


@pytest.fixture
def token_of(tenant):
    """The token of a worker, by name."""
    return lambda name, **how: agents.worker_token(tenant, name, **how)["token"]


@pytest.fixture
def alice(context, watch, site, token_of):
    """The page of Alice, who supervises; it leaves the SDK's URLs as they are."""
    agent = Agent(context.new_page(), f"{site.url}/today.html", None)
    token = token_of("alice", role="supervisor")
    agent.page.evaluate("given => signIn(...given)", [token, None, {"kind": "Supervisor"}])
    agent.hears("ready")
    return agent


@pytest.fixture
def workspace(tenant):
    [workspace] = tenant.account.workspaces.values()
    return workspace


@pytest.fixture
def sids(workspace):
    """SIDs by name."""
    records = [
        *workspace.workers.values(),
        *workspace.task_queues.values(),
        *workspace.workflows.values(),
        *workspace.activities.values(),
    ]
    return {one.friendly_name: one.sid for one in records}


@pytest.fixture
def task(alice, sids):
    """A task of Alice's own making, which she is offered."""
    sid = alice.does(
        f"worker.createTask('+15550100', '+15550101', '{sids['Main']}', '{sids['Everyone']}',"
        f"{{ attributes: {{ a: 1, call_sid: '{CALL}' }}, taskChannelUniqueName: 'voice' }})"
    )
    assert alice.hears("created") == ["pending", "reserved"]
    return sid


def accept(alice):
    alice.does("reservation.accept()")
    alice.hears("accepted")


# The worker


def test_a_worker_is_fetched_and_changed(alice):
    assert alice.does("worker.fetchLatestVersion().then(one => one.name)") == "alice"
    assert alice.does("worker.setAttributes({ b: 2 }).then(one => one.attributes)") == {"b": 2}
    script = "[...worker.activities.values()].find(one => one.name === 'Offline')"
    moved = f"{script}.setAsCurrent({{ rejectPendingReservations: true }})"
    assert alice.does(f"{moved}.then(one => one.name)") == "Offline"


def test_a_pending_reservation_is_rejected_with_an_activity(alice, task):
    script = "[...worker.activities.values()].find(one => one.name === 'Offline')"

    alice.does(f"{script}.setAsCurrent({{ rejectPendingReservations: true }})")

    assert alice.hears("rejected")[0] == "rejected"


# Tasks and reservations


def test_a_task_is_made_and_fetched(alice, task, sids):
    shown = alice.does(
        "reservation.task.fetchLatestVersion().then(one => [one.sid, one.routingTarget,"
        " one.attributes.outbound_to, one.attributes.from, one.taskChannelUniqueName])"
    )

    assert shown == [task, sids["alice"], "+15550100", "+15550101", "voice"]


def test_a_task_that_is_changed_elsewhere_stays_what_it_is(alice, task, tenant, workspace, sids):
    tenant.run(lambda account: workspace.tasks[task].update({"attributes": '{"b":2}'}))

    assert alice.hears("task.updated") == "reserved"
    assert alice.does(
        "(one => [one.attributes, one.queueSid, one.workflowSid, one.routingTarget])"
        "(reservation.task)"
    ) == [{"b": 2}, sids["Everyone"], sids["Main"], sids["alice"]]
    assert alice.does("worker.reservations.size") == 1


def test_a_task_of_ones_own_is_completed_by_its_reservation(alice, task, sids):
    accept(alice)

    done = "reservation.complete().then(one => [one.status, one.task.routingTarget])"

    assert alice.does(done) == ["completed", sids["alice"]]


def test_a_reservation_is_fetched(alice, task):
    shown = alice.does(
        "reservation.fetchLatestVersion().then(one => [one.status, one.timeout, one.task.sid])"
    )

    assert shown == ["pending", 120, task]


def test_a_tasks_age_is_set(alice, task, watch):
    watch.expect("status of 400")
    script = "reservation.task.setVirtualStartTime(new Date({}))"

    then = "then(one => one.virtualStartTime.toISOString())"
    assert alice.does(script.format("'2030-01-01T00:00:00Z'") + f".{then}").startswith("2030-01-01")
    assert "future" in alice.tries(script.format("'2130-01-01T00:00:00Z'"))


def test_a_task_is_wrapped_up_and_completed(alice, task):
    accept(alice)

    alice.does("reservation.task.wrapUp({ reason: 'said' })")
    assert alice.hears("task.wrapup") == "wrapping"
    alice.does("reservation.task.complete('done')")
    assert alice.hears("task.completed") == "completed"


def test_what_a_task_is_not_ready_for_is_refused(alice, task, watch):
    watch.expect("status of 400")

    assert "status code 400" in alice.tries("reservation.task.complete('done')")
    assert "status code 400" in alice.tries("reservation.task.wrapUp({ reason: 'x' })")


@pytest.mark.parametrize(
    "script",
    [
        f"redirect('{CALL}', 'http://app.test/', {{ accept: true }})",
        "call('+15550101', 'http://app.test/twiml', { accept: true, to: 'client:alice' })",
        "dequeue({ to: 'client:alice', from: '+15550101', record: 'record-from-answer' })",
        "conference({ to: 'client:alice', from: '+15550101', beep: false, muted: true,"
        " conferenceStatusCallbackEvent: 'start,end', maxParticipants: 4 })",
    ],
)
def test_an_instruction_is_carried_out(alice, task, script):
    alice.does(f"reservation.{script}")

    assert alice.hears("accepted") == ["accepted", "assigned"]


def test_participants_are_changed(alice, task, sids, watch):
    watch.expect("status of 400")
    alice.does("reservation.conference({ to: 'client:alice', from: '+15550101' })")
    alice.hears("accepted")
    me = sids["alice"]

    alice.does("reservation.updateParticipant({ endConferenceOnExit: true, mute: true })")
    alice.does("reservation.task.updateParticipant({ hold: true, holdUrl: 'http://app.test/' })")
    assert alice.does(f"reservation.task.hold('{me}', true).then(one => one.sid)") == task
    assert alice.does(f"reservation.task.kick('{me}').then(one => one.sid)") == task
    assert "status code 400" in alice.tries(f"reservation.task.hold('{sids['bob']}', true)")


def test_versions_are_those_that_the_page_counts_to(alice, task):
    """The SDK counts along: an offer makes one more of the worker, and its end none."""
    counted = alice.does("worker.version")

    alice.does("reservation.reject()")
    alice.hears("rejected")
    alice.does("worker.fetchLatestVersion().then(() => null)")

    assert int(alice.does("worker.version")) == int(counted)


def test_an_answer_makes_one_more_of_the_version(alice, task):
    before, of_task = alice.does("[reservation.version, reservation.task.version].map(Number)")

    changed = "reservation.task.setAttributes({ b: 2 }).then(one => Number(one.version))"
    assert alice.does(changed) == of_task + 1
    assert alice.does("reservation.accept().then(one => Number(one.version))") == before + 1


# A supervisor


def test_a_supervisor_listens_and_changes_another_worker(alice, task, sids, tenant):
    alice.does("worker.setAttributes({ contact_uri: 'client:alice' })")
    alice.does("reservation.conference({ to: 'client:alice', from: '+15550101' })")
    alice.hears("accepted")

    alice.does("worker.monitor(reservation.task.sid, reservation.sid)")
    bob, offline = sids["bob"], sids["Unavailable"]
    changed = alice.does(f"worker.setWorkerActivity('{bob}', '{offline}')")
    attributes = alice.does(f"worker.setWorkerAttributes('{bob}', {{ c: 3 }})")

    assert changed["activity_name"] == "Unavailable"
    assert attributes["attributes"] == '{"c":3}'
    assert [one.participant for one in tenant.account.calls][-1] == "supervisor"


# Transfers


def test_a_task_is_handed_over_to_a_queue_and_back(alice, task, sids):
    accept(alice)

    moved = f"reservation.task.transfer('{sids['Pairs']}', {{ mode: 'WARM', priority: 5 }})"
    alice.does(f"{moved}.then(() => null)")
    alice.hears("task.transferInitiated")
    assert alice.does("reservation.task.transfers.outgoing.type") == "QUEUE"
    alice.does("reservation.task.transfers.outgoing.cancel().then(() => null)")

    assert alice.hears("transfer.canceled") == "canceled"
    assert alice.hears("task.updated") == "assigned"


def test_a_transfer_to_nobody_is_refused(alice, task, sids, watch):
    watch.expect("status of 400")
    accept(alice)

    told = alice.tries(f"reservation.task.transfer('{sids['bob']}', {{}})")

    assert "not available" in told


# A workspace


@pytest.fixture
def listing(alice, token_of, tenant, workspace):
    """Lets the page read its workspace; answers what a call of it does.

    Alice has changed last.
    """
    tenant.advance(tenant.now + SECOND)
    first, _ = workspace.workers.values()
    for name in ("Offline", "Available"):
        [activity] = [one for one in workspace.activities.values() if one.friendly_name == name]
        tenant.run(lambda account, to=activity: first.move_to(to))
    token = token_of("alice", role="admin")
    alice.page.evaluate(
        "token => { window.workspace = new TaskRouter.Workspace(token, { logLevel: 'silent', "
        "pageSize: 1 }) }",
        token,
    )
    names = "[...found.values()].map(one => one.name || one.friendlyName || one.queueName)"
    return lambda call: alice.does(f"workspace.{call}.then(found => {names})")


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("fetchWorkers()", ["alice", "bob"]),
        ("fetchWorkersInfo()", ["alice", "bob"]),
        ("fetchWorkersInfo({ Ordering: 'DateStatusChanged:desc' })", ["alice", "bob"]),
        ("fetchWorkersInfo({ Ordering: 'DateStatusChanged:asc' })", ["bob", "alice"]),
        ("fetchWorkersInfo({ MaxWorkers: 1 })", ["alice"]),
        ("fetchWorkersInfo({ FriendlyName: 'bob' })", ["bob"]),
        ("fetchWorkersInfo({ ActivityName: 'Available' })", ["alice"]),
        ("fetchWorkersInfo({ TargetWorkersExpression: 'a == 1' })", ["alice"]),
        ("fetchWorkersInfo({ TargetWorkersExpression: `sid IN ['{bob}']` })", ["bob"]),
        ("fetchWorkersInfo({ AfterSid: '{alice}' })", ["bob"]),
        ("fetchWorkersInfo({ ActivitySid: '{Available}' })", ["alice"]),
        ("fetchWorkersInfo({ ActivityName: 'Avail' })", []),
        ("fetchWorkersInfo({ FriendlyName: 'Alex' })", []),
        ("fetchTaskQueues()", ["Everyone", "Pairs"]),
        ("fetchTaskQueues({ AfterSid: '{Everyone}' })", ["Pairs"]),
        ("fetchTaskQueues({ FriendlyName: 'aaa' })", []),
        ("fetchTaskQueues({ FriendlyName: 'Pairs' })", ["Pairs"]),
        ("fetchTaskQueues({ Ordering: 'DateUpdated:asc' })", ["Everyone", "Pairs"]),
    ],
)
def test_a_workspace_lists(listing, sids, call, found):
    for name, sid in sids.items():
        call = call.replace(f"{{{name}}}", sid)

    assert listing(call) == found


@pytest.mark.parametrize(
    "call",
    [
        "fetchWorkersInfo({ ActivitySid: 'WAxxx' })",
        f"fetchWorkersInfo({{ AfterSid: 'WK{'0' * 34}' }})",
        f"fetchTaskQueues({{ AfterSid: 'WK{'0' * 34}' }})",
    ],
)
def test_a_list_of_what_can_not_be_is_refused(alice, listing, watch, call):
    watch.expect("status of 400")

    assert "status code 400" in alice.tries(f"workspace.{call}")


def test_a_workspace_shows_one_of_each(alice, listing, task, sids):
    one = "then(found => found.name || found.queueName || found.sid)"

    assert alice.does(f"workspace.fetchWorker('{sids['bob']}').{one}") == "bob"
    assert alice.does(f"workspace.fetchWorkerInfo('{sids['bob']}').{one}") == "bob"
    assert alice.does(f"workspace.fetchTaskQueue('{sids['Pairs']}').{one}") == "Pairs"
    assert alice.does(f"workspace.fetchTask('{task}').then(found => found.sid)") == task


@pytest.mark.parametrize(
    "call",
    [
        "fetchWorker('WK1')",
        f"fetchWorker('WQ{'0' * 34}')",
        f"fetchTaskQueue('WQ{'0' * 34}')",
        "fetchTask('WT1')",
    ],
)
def test_what_is_not_there_is_refused(alice, listing, watch, call):
    watch.expect("status of 404")

    assert "status code 404" in alice.tries(f"workspace.{call}")
