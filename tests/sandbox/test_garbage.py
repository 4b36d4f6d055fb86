"""Worlds that are needed no longer are freed at once: nobody has to look for them."""

import pytest

from mocktr import Sandbox
from mocktr.commands.comparison import differences
from mocktr.commands.explain import what_if
from mocktr.commands.world import can_load, load_seed, load_state
from mocktr.core.resources.task import Task
from mocktr.core.resources.worker import Worker
from mocktr.core.resources.workspace import Workspace
from mocktr.server.keeper import document_of
from tests.garbage import left_by

ALICE, BOB = "AC" + "a" * 32, "AC" + "b" * 32

FEW = 10
"""Objects that something else in the process may leave meanwhile."""

TIMES = 5

TENANT = 60
"""Those of an account without its world."""


@pytest.fixture
def tenant():
    tenant = Sandbox("support").tenant(ALICE)
    for _ in range(5):
        tenant.run(lambda account: Task.create(workspace_of(account), {}))
    tenant.snapshot("before")
    return tenant


def workspace_of(account):
    return next(iter(account.workspaces.values()))


def begin_anew(tenant):
    tenant.reset()
    return tenant.account.sid


def make_and_delete(tenant):
    def work(account):
        made = Workspace.create(account, {"friendly_name": "Other", "template": "FIFO"})
        Worker.create(made, {"friendly_name": "zoe"}).delete()
        made.delete()

    tenant.run(work)


@pytest.mark.parametrize(
    "work",
    [
        begin_anew,
        make_and_delete,
        lambda tenant: tenant.restore("before"),
        lambda tenant: load_state(tenant, **tenant.state()) and None,
        lambda tenant: can_load(tenant, **tenant.state()),
        lambda tenant: load_seed(tenant, "support"),
        lambda tenant: differences(tenant, "before"),
        what_if,
        lambda tenant: document_of(tenant, events=True),
    ],
    ids=[
        "reset",
        "deleted",
        "restored",
        "loaded",
        "checked",
        "begun from a seed",
        "compared",
        "looked ahead in",
        "kept in a file",
    ],
)
def test_a_world_that_is_needed_no_longer_is_no_work_for_the_collector(tenant, work):
    assert left_by(lambda: work(tenant), TIMES) < FEW * TIMES


def test_a_forgotten_account_is_little_work_for_the_collector():
    sandbox = Sandbox("support")

    def come_and_go():
        workspace_of(sandbox.tenant(BOB).account)
        sandbox.forget(BOB)

    assert left_by(come_and_go, TIMES) < TENANT * TIMES
