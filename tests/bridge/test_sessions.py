"""WebSockets of pages: how they begin, what they hear, how they end."""

import pytest

from .conftest import SEED

pytestmark = pytest.mark.mocktr(seed=SEED, bridge_delays=False)


def test_init_says_who_the_worker_is(world, workspace, alice):
    init = alice.init

    assert init["account_sid"] == world.account_sid
    assert init["workspace_sid"] == workspace.sid
    assert init["channel_id"] == alice.worker_sid
    assert 3_590_000 < init["token_lifetime"] <= 3_600_000


def test_a_worker_is_told_of_a_reservation_from_its_offer_to_its_end(alice, workspace):
    task = workspace.tasks.create(attributes='{"language": "en"}')
    created = alice.hear("reservation.created")
    place = f"{alice.me}/Reservations/{created['sid']}"

    assert (created["reservation_status"], created["task"]["sid"]) == ("pending", task.sid)
    assert created["task"]["assignment_status"] == "reserved"
    assert alice.post(place, ReservationStatus="accepted")["reservation_status"] == "accepted"
    accepted = alice.hear("reservation.accepted")
    assert accepted["task"]["assignment_status"] == "assigned"
    assert accepted["version"] == created["version"] + 1
    alice.post(place, ReservationStatus="wrapping")
    ended = dict([alice.next(), alice.next()])
    assert ended["task.wrapup"]["assignment_status"] == "wrapping"
    assert ended["reservation.wrapup"]["reservation_status"] == "wrapping"
    alice.post(place, ReservationStatus="completed")
    assert {alice.next()[0], alice.next()[0]} == {"reservation.completed", "task.completed"}


def test_an_offer_nobody_answers_times_out_by_the_clock(world, alice, workspace):
    workspace.tasks.create()
    alice.hear("reservation.created")

    world.advance(seconds=120)

    types = [alice.next()[0], alice.next()[0]]
    assert sorted(types) == ["reservation.timeout", "worker.activity.update"]


def test_what_happened_at_each_instant_is_told_as_it_was_then(world, alice, workspace):
    task = workspace.tasks.create()
    alice.post(f"{alice.home}/Tasks/{task.sid}", Attributes={"n": 1})
    alice.hear("reservation.created")

    world.advance(hours=24)

    assert alice.hear("task.updated")["attributes"] == '{"n":1}'
    heard = [alice.next() for _ in range(2)]
    assert [payload["date_updated"] for _, payload in heard] == [1894006800 + 120] * 2


def test_the_worker_is_told_of_themselves(alice, workspace, activities):
    worker = workspace.workers(alice.worker_sid)
    worker.update(attributes='{"a":2}')
    told = alice.hear("worker.attributes.update")
    assert told["attributes"] == '{"a":2}'

    worker.update(activity_sid=activities["Offline"])
    moved = alice.hear("worker.activity.update")
    assert (moved["activity_name"], moved["available"]) == ("Offline", False)
    assert moved["version"] == told["version"] + 1

    [channel] = [
        one for one in worker.worker_channels.list() if one.task_channel_unique_name == "chat"
    ]
    channel.update(capacity=3, available=False)
    grown = alice.hear("worker.capacity.update")
    assert (grown["configured_capacity"], grown["available"]) == (3, 0)
    assert alice.hear("worker.channel.availability.update")["sid"] == channel.sid


def test_nobody_hears_of_another_workers_reservation(alice, bob, workspace):
    workspace.tasks.create()
    workspace.workers(bob.worker_sid).update(attributes='{"b":1}')

    alice.hear("reservation.created")
    bob.hear("worker.attributes.update")


def test_every_session_of_a_worker_hears_all(page_of, workspace):
    pages = [page_of("alice").connect() for _ in range(3)]

    task = workspace.tasks.create()

    assert [page.hear("reservation.created")["task"]["sid"] for page in pages] == [task.sid] * 3


def test_a_page_hears_only_what_happens_while_it_is_connected(page_of, workspace):
    workspace.tasks.create()

    page = page_of("alice").connect()

    assert len(page.get(f"{page.me}/Reservations", "v2", Active="true")["contents"]) == 1
    workspace.workers(page.worker_sid).update(attributes="{}")
    page.hear("worker.attributes.update")


def test_existing_sessions_are_closed_where_asked(page_of):
    first = page_of("alice").connect()

    second = page_of("alice", lifetime=1000).connect(closeExistingSessions="true")

    assert first.ending() == (1000, "Another session of this worker took the place of this one")
    assert second.socket.ping().wait(10)


def test_who_was_displaced_does_not_displace_on_coming_back(page_of):
    first = page_of("alice").connect(closeExistingSessions="true")
    second = page_of("alice", lifetime=1000).connect(closeExistingSessions="true")
    first.ending()

    first.connect(closeExistingSessions="true")

    assert second.socket.ping().wait(10)


def test_another_workers_sessions_are_left_alone(page_of, bob):
    page_of("alice").connect(closeExistingSessions="true")

    assert bob.socket.ping().wait(10)


def test_a_worker_whose_last_page_is_gone_goes_offline_where_asked(page_of, workspace, bob):
    pages = [page_of("alice").connect(setWorkerOfflineIfDisconnected="true") for _ in range(2)]
    worker = workspace.workers(pages[0].worker_sid)

    pages[0].close()
    assert pages[1].get(pages[1].me)["activity_name"] == "Available"
    pages[1].close()

    assert eventually(lambda: worker.fetch().activity_name == "Offline")


def eventually(condition):
    """Whether it comes true soon; each look is a request, so that time passes."""
    return any(condition() for _ in range(1000))


def test_a_reset_lets_pages_begin_anew(world, alice):
    world.reset()

    assert alice.ending() == (1012, "The world of this session was replaced")


def test_a_deleted_worker_has_no_sessions(workspace, bob):
    workspace.workers(bob.worker_sid).delete()

    assert bob.ending() == (1000, "The worker was deleted")


def test_settle_waits_until_all_was_sent(world, alice, workspace):
    workspace.tasks.create()

    world.settle()

    assert world.sessions[0]["events_sent"] == 1


def test_who_is_connected_is_told(world, alice, page_of):
    page_of("bob", role="supervisor").connect()

    first, second = world.sessions

    assert (first["number"], first["worker_name"], first["role"]) == (1, "alice", "worker")
    assert (first["sdk"], first["sdk_version"]) == ("3.x", "3.1.0")
    assert second["role"] == "supervisor"


def test_the_board_tells_how_many_pages_of_each_worker_are_connected(world, alice, page_of):
    page_of("bob").connect()
    page_of("bob").connect()

    board = world.board()

    names = {row["sid"]: row["name"] for row in board["workers"]}
    assert {names[sid]: count for sid, count in board["sessions"].items()} == {"alice": 1, "bob": 2}
    assert world.changes(board["position"])["sessions"] == board["sessions"]


def test_a_lost_connection_can_be_simulated(world, alice):
    [session] = world.sessions

    world.disconnect(session["number"])

    assert alice.ending() is None
