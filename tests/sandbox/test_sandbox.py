"""Tenants: isolation, options, and clocks that are real."""

import threading

import pytest

from mocktr import OptionError, Sandbox
from mocktr.core.resources.task import Task
from mocktr.core.resources.worker import Worker
from mocktr.errors import AdminError
from mocktr.sandbox import ticker
from mocktr.state import load

ALICE, BOB = "AC" + "a" * 32, "AC" + "b" * 32


def workspace_of(account):
    return next(iter(account.workspaces.values()))


def create_task(tenant, language="es"):
    return tenant.run(
        lambda account: Task.create(
            workspace_of(account), {"attributes": f'{{"language": "{language}"}}'}
        )
    )


def statuses(tenant):
    return tenant.read(
        lambda account: [one.reservation_status for one in account.reservations.values()]
    )


def test_each_account_has_a_copy_of_the_world():
    sandbox = Sandbox(seed="support")

    create_task(sandbox.tenant(ALICE))

    assert len(sandbox.tenant(ALICE).account.tasks) == 1
    assert len(sandbox.tenant(BOB).account.tasks) == 0


def test_an_account_starts_at_the_sandboxs_start_not_at_first_use():
    sandbox = Sandbox(seed="support")
    alice = sandbox.tenant(ALICE)
    alice.advance(alice.now + 60_000)

    assert sandbox.tenant(BOB).now == alice.now - 60_000


def test_sids_carry_the_digits_of_their_account():
    sandbox = Sandbox(seed="support")

    sids = [create_task(sandbox.tenant(sid)).sid for sid in (ALICE, BOB)]

    assert sids == ["WT" + "a" * 20 + "000000000027", "WT" + "b" * 20 + "000000000027"]


def test_one_world_is_shared_by_all_accounts():
    sandbox = Sandbox(seed="support", tenants="one")

    assert sandbox.authenticate(ALICE, "x") is sandbox.authenticate(BOB, "y")


def test_threads_that_meet_a_new_account_meet_the_same_tenant():
    sandbox = Sandbox(seed="support")
    met, barrier = [], threading.Barrier(8)

    def meet():
        barrier.wait()
        met.append(sandbox.tenant(ALICE))

    threads = [threading.Thread(target=meet) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(map(id, met))) == 1


def test_a_seed_is_not_changed_by_what_happens_in_its_worlds():
    first = Sandbox(seed="support")
    first.tenant(ALICE).run(
        lambda account: Worker.create(workspace_of(account), {"friendly_name": "erin"})
    )

    second = Sandbox(seed="support").tenant(ALICE)

    assert len(workspace_of(second.account).workers) == 4


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"clock": "virtual"}, 'clock: expected manual or real, got "virtual"'),
        ({"routing": "off"}, 'routing: expected auto or manual, got "off"'),
        ({"base_url": "example.org"}, "base_url: expected an http or https URL"),
        ({"base_url": 5}, "base_url: expected an http or https URL, got 5"),
        ({"admin_token": "a b"}, "admin_token: expected ASCII letters, .*, without spaces$"),
        ({"admin_token": 5}, "admin_token: expected ASCII letters"),
        ({"callback_timeout": "1"}, "callback_timeout: expected a number of seconds"),
        ({"tenants": 2}, "tenants: expected one or many, got 2"),
        ({"start_at": 7}, "start_at: expected an ISO 8601 date-time such as"),
        (
            {"reoffer_pause": -1},
            "reoffer_pause: expected a number of seconds from 0 to 9+, got -1",
        ),
        (
            {"reoffer_pause": float("inf")},
            "reoffer_pause: expected a number of seconds from 0 to 9+, got Inf",
        ),
        (
            {"max_assignments": 10**20},
            "max_assignments: expected a number from 1 to 9+, got 1000",
        ),
        (
            {"max_assignments": "x"},
            'max_assignments: expected a number from 1 to 9+, got "x"',
        ),
        ({"strict_auth": True}, "strict_auth: expected a seed with accounts, or an auth_token"),
    ],
)
def test_an_option_that_cannot_be_says_what_was_expected(option, message):
    with pytest.raises(OptionError, match=message):
        Sandbox(**option)


def test_the_pause_before_a_task_is_offered_again_can_be_set():
    sandbox = Sandbox(seed="support", reoffer_pause=0, max_assignments=3)
    tenant = sandbox.tenant(ALICE)
    task = create_task(tenant)

    for _ in range(3):
        tenant.run(lambda account: task.reservations[-1].reject())

    assert (task.assignment_status, len(task.reservations)) == ("canceled", 3)


def test_time_cannot_go_back():
    tenant = Sandbox().tenant(ALICE)

    with pytest.raises(AdminError, match="time can't go back from 2030-01-07T09:00:00Z"):
        tenant.advance(tenant.now - 1)


class TestRealClock:
    """The clock follows the wall, which the test moves."""

    def test_it_starts_now_and_flows(self, wall):
        with Sandbox(seed="support", clock="real") as sandbox:
            tenant = sandbox.tenant(ALICE)
            before = tenant.read(lambda account: account.clock.now)
            wall.ns += 5_000_000_000
            after = tenant.read(lambda account: account.clock.now)

        assert (before, after) == (1_900_000_000_000, 1_900_000_005_000)

    def test_it_may_start_elsewhere(self, wall):
        with Sandbox(clock="real", start_at="2031-01-01T00:00:00Z") as sandbox:
            wall.ns += 1_000_000_000
            now = sandbox.tenant(ALICE).read(lambda account: account.clock.now)

        assert now == 1_924_992_001_000

    def test_what_became_due_has_happened_when_somebody_looks(self, wall):
        with Sandbox(seed="support", clock="real") as sandbox:
            sandbox.ticker.stop()
            tenant = sandbox.tenant(ALICE)
            create_task(tenant)
            wall.ns += 121_000_000_000

            assert statuses(tenant) == ["timeout"]

    def test_timers_fire_when_nobody_asks(self, wall):
        fired = threading.Event()
        with Sandbox(seed="support", clock="real") as sandbox:
            tenant = sandbox.tenant(ALICE)
            create_task(tenant)
            [reservation] = tenant.account.reservations.values()
            wall.ns += 121_000_000_000

            while reservation.reservation_status == "pending":
                fired.wait(0.001)

        assert reservation.reservation_status == "timeout"

    def test_a_timer_that_fails_is_told_and_stops_no_other_account(self, wall, caplog):
        with Sandbox(seed="support", clock="real") as sandbox:
            broken, sound = sandbox.tenant(ALICE), sandbox.tenant(BOB)
            create_task(sound)
            [reservation] = sound.account.reservations.values()
            broken.run(lambda account: account.timers.set(broken.now + 1, "no such timer", "WT"))
            wall.ns += 121_000_000_000

            while reservation.reservation_status == "pending":
                threading.Event().wait(0.001)

        assert "a timer of account ACaaaa" in caplog.text

    def test_accounts_without_timers_are_not_looked_at(self, wall, monkeypatch):
        looked = []
        monkeypatch.setattr(ticker, "catch_up", lambda tenant, at: looked.append(tenant))
        with Sandbox(seed="support", clock="real") as sandbox:
            busy, _ = sandbox.tenant(ALICE), [sandbox.tenant(f"AC{n:032x}") for n in range(20)]
            create_task(busy)
            wall.ns += 121_000_000_000

            while not looked:
                threading.Event().wait(0.001)

        assert set(looked) == {busy}

    def test_the_time_goes_on_where_nobody_looks(self, wall):
        with Sandbox(clock="real") as sandbox:
            tenant = sandbox.tenant(ALICE)
            wall.ns += 3_600_000_000_000

            assert tenant.now == 1_900_003_600_000

    def test_it_can_be_advanced_and_flows_on(self, wall):
        with Sandbox(clock="real") as sandbox:
            tenant = sandbox.tenant(ALICE)
            tenant.advance(tenant.now + 60_000)
            wall.ns += 1_000_000_000

            assert tenant.read(lambda account: account.clock.now) == 1_900_000_061_000

    def test_a_reset_does_not_turn_it_back(self, wall):
        with Sandbox(seed="support", clock="real") as sandbox:
            tenant = sandbox.tenant(ALICE)
            wall.ns += 60_000_000_000

            tenant.reset()

            assert workspace_of(tenant.account).date_created == 1_900_000_060_000

    def test_a_wall_clock_that_jumps_back_does_not_turn_time_back(self, wall):
        with Sandbox(clock="real") as sandbox:
            tenant = sandbox.tenant(ALICE)
            wall.ns -= 10_000_000_000

            assert tenant.read(lambda account: account.clock.now) == 1_900_000_000_000

    def test_a_restore_takes_it_back_and_it_flows_on_from_there(self, wall):
        with Sandbox(seed="support", clock="real") as sandbox:
            sandbox.ticker.stop()
            tenant = sandbox.tenant(ALICE)
            create_task(tenant)
            wall.ns += 60_000_000_000
            tenant.snapshot("offered")
            wall.ns += 1000_000_000_000
            assert statuses(tenant) == ["timeout"]

            tenant.restore("offered")
            assert statuses(tenant) == ["pending"]
            wall.ns += 59_000_000_000
            assert statuses(tenant) == ["pending"]
            wall.ns += 1_000_000_000
            assert statuses(tenant) == ["timeout"]

        assert tenant.now == 1_900_000_120_000

    def test_a_state_of_a_manual_clock_flows_on_from_its_time(self, wall):
        document = Sandbox(seed="support").tenant(ALICE).state()
        with Sandbox(clock="real") as sandbox:
            tenant = sandbox.tenant(ALICE)

            tenant.come_back(load(document, ALICE))
            wall.ns += 1_000_000_000

            assert tenant.state()["clock"]["now"] == document["clock"]["now"] + 1000
