"""Worlds that are kept in a file."""

import json
import logging
import os
import threading

import pytest
from click import ClickException

from mocktr import OptionError, Sandbox
from mocktr.cli.serve import end
from mocktr.core.resources.task import Task
from mocktr.server import keeper
from mocktr.server.keeper import Keeper

ALICE, BOB, CAROL = "AC" + "a" * 32, "AC" + "b" * 32, "AC" + "c" * 32


def work(tenant):
    workspace = next(iter(tenant.account.workspaces.values()))
    return tenant.run(lambda account: Task.create(workspace, {})).sid


def kept(path, seed="support", **options):
    made = Keeper(Sandbox(seed), str(path), 60, **options)
    made.read()
    return made


@pytest.fixture
def path(tmp_path):
    return tmp_path / "worlds.json"


def test_the_worlds_of_all_accounts_come_back(path):
    first = kept(path)
    sids = {sid: work(first.sandbox.tenant(sid)) for sid in (ALICE, BOB)}
    first.sandbox.tenant(ALICE).advance_by(5000)
    states = {sid: tenant.state() for sid, tenant in first.sandbox.tenants().items()}

    first.write()
    again = kept(path).sandbox

    assert {sid: tenant.state() for sid, tenant in again.tenants().items()} == states
    assert all(sids[sid] in tenant.account.tasks for sid, tenant in again.tenants().items())


@pytest.mark.parametrize("events", [False, True])
def test_event_logs_come_back_if_they_were_asked_for(path, events):
    first = kept(path, events=events)
    work(first.sandbox.tenant(ALICE))
    log = first.sandbox.tenant(ALICE).account.events

    first.write()
    again = kept(path).sandbox.tenant(ALICE).account.events

    assert len(again) == len(log)
    assert list(again) == (list(log) if events else [])


def test_worlds_that_nobody_changed_are_not_in_the_file(path):
    first = kept(path)
    work(first.sandbox.tenant(ALICE))
    first.sandbox.tenant(BOB).read(lambda account: account.tasks)
    work(first.sandbox.tenant(CAROL))
    first.sandbox.tenant(CAROL).reset()

    first.write()

    [line] = path.read_text().splitlines()
    assert json.loads(line) == first.sandbox.tenant(ALICE).state()


def test_a_file_is_written_again_only_where_there_is_something_new(path):
    first = kept(path)
    work(first.sandbox.tenant(ALICE))
    first.write()
    path.unlink()

    first.sandbox.tenant(ALICE).read(lambda account: account.tasks)
    first.write()
    assert not path.exists()

    first.sandbox.tenant(ALICE).reset()
    first.write()
    assert path.read_text() == ""


def test_a_write_that_fails_leaves_the_file_as_it_was(path, monkeypatch):
    first = kept(path)
    work(first.sandbox.tenant(ALICE))
    first.write()
    before = path.read_text()
    work(first.sandbox.tenant(ALICE))

    def full(handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            first.write()
    assert path.read_text() == before

    first.write()
    assert len(kept(path).sandbox.tenant(ALICE).account.tasks) == 2


def test_the_file_is_for_its_owner_only(path):
    first = kept(path)
    work(first.sandbox.tenant(ALICE))

    first.write()

    assert path.stat().st_mode & 0o777 == 0o600


def test_while_a_file_is_written_the_account_goes_on(path, monkeypatch):
    first = kept(path)
    tenant = first.sandbox.tenant(ALICE)
    work(tenant)
    free = []

    def look(document):
        def ask():
            if tenant.lock.acquire(timeout=5):
                free.append(True)
                tenant.lock.release()

        asking = threading.Thread(target=ask)
        asking.start()
        asking.join()
        yield "{}"

    monkeypatch.setattr(keeper, "pieces", look)
    first.write()

    assert free == [True]


def test_it_is_written_from_time_to_time_and_at_the_end(path, monkeypatch, caplog):
    first = kept(path)
    first.every = 0.001
    written, real = threading.Event(), Keeper.write

    def write(self):
        real(self)
        if path.exists():
            written.set()
        raise OSError("full")

    monkeypatch.setattr(Keeper, "write", write)
    work(first.sandbox.tenant(ALICE))
    with caplog.at_level(logging.ERROR):
        first.start()
        assert written.wait(10)
        monkeypatch.setattr(Keeper, "write", real)
        work(first.sandbox.tenant(ALICE))
        first.stop()

    assert len(kept(path).sandbox.tenant(ALICE).account.tasks) == 2
    assert "could not be written" in caplog.text


def test_what_the_admin_api_answers_can_be_in_the_file(path):
    sandbox = Sandbox("support")
    for sid in (ALICE, BOB):
        work(sandbox.tenant(sid))
    states = {sid: tenant.state() for sid, tenant in sandbox.tenants().items()}

    for text in (json.dumps({"accounts": states}), json.dumps(states[ALICE], indent=2)):
        path.write_text(text)
        assert kept(path).sandbox.tenant(ALICE).state() == states[ALICE]


def test_where_all_share_one_world_the_file_has_that(path):
    path.write_text(json.dumps(Sandbox("support").tenant(ALICE).state()))
    shared = Keeper(Sandbox("support", tenants="one"), str(path), 60)

    shared.read()

    assert len(shared.sandbox.tenants()) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "can't be read: Expecting"),
        ("[1]", r"expected a state, got \[1\]"),
        ('{"account_sid": "AC1"}', "mocktr_state: is missing"),
        ("\xff", "can't be read: 'utf-8' codec"),
    ],
)
def test_a_file_that_is_none_is_refused(path, text, message):
    path.write_text(text, encoding="latin-1")

    with pytest.raises(OptionError, match=f"^state: .*worlds.json.*{message}"):
        kept(path)


def test_accounts_that_may_not_come_in_are_refused(path):
    seed = {"accounts": [{"sid": ALICE, "auth_token": "a" * 32}]}
    path.write_text(json.dumps(Sandbox("support").tenant(BOB).state()))

    with pytest.raises(OptionError, match=f"account {BOB} is not one of the seed's"):
        kept(path, seed)


def test_one_bad_document_leaves_all_worlds_as_they_are(path):
    sandbox = Sandbox("support")
    work(sandbox.tenant(ALICE))
    path.write_text(json.dumps(sandbox.tenant(ALICE).state()) + '{"account_sid": "AC1"}')
    other = Keeper(Sandbox("support"), str(path), 60)

    with pytest.raises(OptionError):
        other.read()

    assert other.sandbox.tenants() == {}


def test_a_folder_that_is_not_there_is_told_at_once(tmp_path):
    with pytest.raises(OptionError, match="is no folder that can be written to"):
        kept(tmp_path / "missing" / "worlds.json")


def test_worlds_that_can_not_be_written_at_the_end_are_one_line(path, monkeypatch):
    def refuse(self):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Keeper, "write", refuse)

    with pytest.raises(
        ClickException, match=r"could not be written to .*: No space left on device"
    ):
        end(kept(path))
