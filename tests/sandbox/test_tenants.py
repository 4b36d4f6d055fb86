"""Who is here, and who is forgotten."""

import gc
import weakref

import pytest

from mocktr import Sandbox
from mocktr.core.resources.task import Task
from mocktr.errors import AdminError, OptionError
from mocktr.sandbox import tenants

ALICE, BOB, CAROL = "AC" + "a" * 32, "AC" + "b" * 32, "AC" + "c" * 32
DAY = 86_400


@pytest.fixture
def machine(monkeypatch):
    """The machine's clock, in seconds."""

    class Machine:
        now = 1000.0

    for module in ("mocktr.sandbox.tenants", "mocktr.sandbox.tenant"):
        monkeypatch.setattr(f"{module}.monotonic", lambda: Machine.now)
    return Machine


def work(tenant):
    tenant.run(lambda account: Task.create(next(iter(account.workspaces.values())), {}))


def test_a_forgotten_account_begins_anew():
    sandbox = Sandbox("support")
    work(sandbox.tenant(ALICE))
    work(sandbox.tenant(BOB))

    sandbox.forget(ALICE)

    assert list(sandbox.tenants()) == [BOB]
    assert not sandbox.tenant(ALICE).account.tasks
    assert sandbox.tenant(BOB).account.tasks


def test_of_a_forgotten_account_nothing_is_kept():
    with Sandbox("support", clock="real") as sandbox:
        work(sandbox.tenant(ALICE))
        tenant = weakref.ref(sandbox.tenant(ALICE))

        sandbox.forget(ALICE)
        gc.collect()

        assert tenant() is None


def test_nobody_can_be_forgotten_who_never_came():
    with pytest.raises(AdminError, match=f"there is no account {ALICE}"):
        Sandbox("support").forget(ALICE)


def test_the_only_world_can_not_be_forgotten():
    with pytest.raises(AdminError, match="can't be forgotten; reset it"):
        Sandbox("support", tenants="one").forget(ALICE)


def test_accounts_that_nobody_asked_for_long_are_forgotten_when_another_comes(machine):
    sandbox = Sandbox("support", forget_accounts=2)
    sandbox.tenant(ALICE)
    sandbox.tenant(BOB)
    machine.now += 1.5 * DAY
    sandbox.tenant(BOB)
    machine.now += 1 * DAY

    sandbox.tenant(CAROL)

    assert list(sandbox.tenants()) == [BOB, CAROL]


def test_an_account_whose_agents_have_pages_open_is_not_forgotten(machine):
    sandbox = Sandbox("support", forget_accounts=2)
    sandbox.tenant(ALICE).audiences.append(object())
    machine.now += 3 * DAY

    sandbox.tenant(BOB)

    assert list(sandbox.tenants()) == [ALICE, BOB]


def test_nobody_is_forgotten_unless_it_is_wanted(machine):
    sandbox = Sandbox("support")
    sandbox.tenant(ALICE)
    machine.now += 1000 * DAY

    sandbox.tenant(BOB)

    assert list(sandbox.tenants()) == [ALICE, BOB]


def test_accounts_are_looked_over_a_few_times_only(machine, monkeypatch):
    sandbox = Sandbox("support", forget_accounts=1)
    sandbox.tenant(ALICE)
    machine.now += 2 * DAY
    sandbox.tenant(BOB)
    machine.now += DAY / tenants.LOOKS / 2
    sandbox.tenants()[BOB].asked = 0

    sandbox.tenant(CAROL)

    assert list(sandbox.tenants()) == [BOB, CAROL]


def test_a_time_to_forget_has_to_be_one():
    with pytest.raises(OptionError, match="forget_accounts: expected"):
        Sandbox(forget_accounts=-1)
