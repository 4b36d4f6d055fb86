"""Who is here, and who is forgotten."""

import gc
import threading
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


def test_the_pictures_of_a_forgotten_account_are_freed_at_once():
    sandbox = Sandbox("support")
    tenant = sandbox.tenant(ALICE)
    tenant.snapshot("kept")
    with tenant.lock:
        pictures = [
            weakref.ref(one) for one in (tenant.keep_picture(), tenant.snapshots.find("kept"))
        ]
    gc.collect()
    gc.disable()
    try:
        sandbox.forget(ALICE)
        assert [one() for one in pictures] == [None, None]
    finally:
        gc.enable()


def test_the_clock_of_a_forgotten_account_moves_no_further():
    sandbox = Sandbox("support")
    tenant = sandbox.tenant(ALICE)
    work(tenant)
    sandbox.on_event(lambda call: None if tenant.is_closed else sandbox.forget(ALICE))

    with pytest.raises(AdminError, match="the world was replaced while its clock moved"):
        tenant.advance_by(7 * DAY * 1000)


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


# --- worlds that nobody changed ---------------------------------------------------------------


@pytest.fixture
def few(monkeypatch):
    """Room for two worlds that nobody changed."""
    monkeypatch.setattr(tenants, "FRESH_WORLDS", tenants.FRESH_WORLDS._replace(most=2))


def visit(sandbox, *sids):
    for sid in sids:
        sandbox.tenant(sid).load()


def in_memory(sandbox):
    return [sid for sid, tenant in sandbox.tenants().items() if tenant.world is not None]


def test_a_world_is_made_when_somebody_looks_at_it():
    with Sandbox("support", tenants="one") as sandbox:
        tenant = sandbox.only
        now = tenant.now
        before = tenant.world

        [workspace] = tenant.account.workspaces.values()

    assert before is None
    assert workspace.date_created == now


def test_a_world_that_nobody_looked_at_ends_without_being_made():
    with Sandbox("support", tenants="one") as sandbox:
        tenant = sandbox.only

    assert tenant.world is None


def test_a_world_that_was_put_back_is_made_when_somebody_looks_at_it():
    with Sandbox("support", tenants="one") as sandbox:
        tenant = sandbox.only
        fresh = tenant.state()
        work(tenant)
        tenant.advance_by(1000)

        tenant.reset()
        before, now = tenant.world, tenant.now

        assert before is None
        assert now == sandbox.start
        assert tenant.state() == fresh


def test_a_world_that_nobody_changed_is_made_again_when_it_is_asked_for(few):
    sandbox = Sandbox("support")
    before = sandbox.tenant(ALICE).state()

    visit(sandbox, BOB, CAROL)

    assert in_memory(sandbox) == [BOB, CAROL]
    assert sandbox.tenant(ALICE).state() == before
    assert in_memory(sandbox) == [ALICE, CAROL]


def test_a_world_that_was_changed_stays(few):
    sandbox = Sandbox("support")
    work(sandbox.tenant(ALICE))

    visit(sandbox, BOB, CAROL)

    assert in_memory(sandbox) == [ALICE, BOB, CAROL]
    assert sandbox.tenant(ALICE).account.tasks


@pytest.mark.parametrize(
    "change",
    [
        lambda tenant: tenant.advance_by(1),
        lambda tenant: tenant.route(False),
        lambda tenant: tenant.come_back(Sandbox("minimal").tenant(ALICE).snapshot_now().state()),
        lambda tenant: setattr(tenant, "account", tenant.account),
    ],
    ids=["advance", "route", "come back", "another world"],
)
def test_whatever_may_change_a_world_keeps_it(few, change):
    sandbox = Sandbox("support")
    change(sandbox.tenant(ALICE))
    before = sandbox.tenant(ALICE).state()

    visit(sandbox, BOB, CAROL)

    assert ALICE in in_memory(sandbox)
    assert sandbox.tenant(ALICE).state() == before


def test_a_world_that_was_put_back_can_be_let_go_of_with_a_real_clock_too(few):
    with Sandbox("support", clock="real") as sandbox:
        tenant = sandbox.tenant(ALICE)
        work(tenant)
        tenant.reset()
        created = [one.date_created for one in tenant.account.workspaces.values()]
        tenant.let_go()

        assert tenant.world is None
        assert tenant.now >= tenant.start
        assert [one.date_created for one in tenant.account.workspaces.values()] == created


def test_a_world_that_somebody_looks_at_is_not_let_go_of(few):
    sandbox = Sandbox("support")
    tenant = sandbox.tenant(ALICE)
    tenant.load()

    with tenant.lock:
        other = threading.Thread(target=visit, args=(sandbox, BOB, CAROL))
        other.start()
        other.join()

    assert in_memory(sandbox) == [ALICE, BOB, CAROL]


def test_whose_workspace_it_is_can_be_told_of_a_world_that_is_not_in_memory(few):
    sandbox = Sandbox("support")
    [sid] = sandbox.tenant(ALICE).account.workspaces
    visit(sandbox, BOB, CAROL)

    assert sandbox.owner(sid) == ALICE
    assert sandbox.owner("WS" + "0" * 32) is None
