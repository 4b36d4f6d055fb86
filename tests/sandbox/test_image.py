"""Images: a world is built once for all accounts, and each gets its own copy."""

import pytest

from mocktr.core import scheduler
from mocktr.core.account import Settings
from mocktr.sandbox import image
from mocktr.seed import read
from tests.seed.test_world import every_record
from tests.seed.worlds import read_text

ONE, TWO = "AC" + "0" * 31 + "1", "AC" + "F" * 10 + "b" * 22
START = 1_900_000_000_000

BUSY = f"""\
workspaces:
- friendly_name: Busy
  task_queues: [friendly_name: All]
  workflows:
  - friendly_name: Main
    configuration: {{task_routing: {{default_filter: {{queue: All}}}}}}
  workers:
  - {{friendly_name: alice, activity: Available, channels: {{default: 2}}}}
  - {{friendly_name: bob, sid: WK{"9" * 32}, activity: Available}}
  - {{friendly_name: carol, sid: WK{"0" * 32}, activity: Available}}
  tasks:
  - {{worker: alice}}
  - {{priority: 3}}
  - {{attributes: {{a: 1}}}}
  - {{}}
  - {{}}
  - {{priority: 7}}
"""
DOUBTFUL = """\
workspaces:
- friendly_name: Doubtful
  task_queues: [friendly_name: All]
  workflows:
  - friendly_name: Main
    configuration:
      task_routing:
        filters:
        - {expression: 1==1, targets: [{queue: All, known_worker_sid: task.agent}]}
  tasks: [attributes: {agent: nobody}]
"""
SEEDS = {"busy": BUSY, "minimal": None, "support": None, "contact_center": None}


def seed_named(name):
    return read_text(SEEDS[name]) if SEEDS[name] else read(name)


def loaded(seed, sid, **options):
    return image.load(image.image((seed,), sid, START, Settings(), **options))


def payloads(account):
    return [record.payload("https://host/v1") for record in every_record(account)]


@pytest.mark.parametrize("sid", [ONE, TWO])
@pytest.mark.parametrize("name", SEEDS)
def test_a_copy_for_an_account_equals_a_build_for_it(name, sid):
    seed = seed_named(name)

    copy, built = loaded(seed, sid), image.make((seed,), sid, START, Settings())

    assert payloads(copy) == payloads(built)
    assert copy.timers.pending() == built.timers.pending()
    assert copy.sids.count == built.sids.count


@pytest.mark.parametrize("name", SEEDS)
def test_a_copy_goes_on_as_a_build_does(name):
    seed = seed_named(name)
    copy, built = loaded(seed, TWO), image.make((seed,), TWO, START, Settings())

    for account in (copy, built):
        list(scheduler.advance(account, START + 3_600_000))

    assert payloads(copy) == payloads(built)
    assert copy.events == built.events


@pytest.mark.parametrize("name", SEEDS)
def test_no_placeholder_is_left_in_a_copy(name):
    pickled = image.image((seed_named(name),), TWO, START, Settings())

    assert image.PLACEHOLDER.encode() not in pickled
    assert image.DIGITS.encode() not in pickled
    assert TWO.encode() in pickled


@pytest.mark.parametrize("place", range(13))
def test_an_account_with_the_digits_of_the_placeholder_is_itself(place):
    sid = "AC" + "1" * place + image.DIGITS + "1" * (12 - place)
    seed = seed_named("busy")

    account = loaded(seed, sid)

    assert account.sid == sid
    assert payloads(account) == payloads(image.make((seed,), sid, START, Settings()))


def test_the_placeholder_is_as_long_as_a_sid():
    assert len(image.PLACEHOLDER) == 34
    assert len(image.DIGITS) == 20


@pytest.mark.parametrize("sid", [ONE, TWO])
def test_the_counter_skips_explicit_sids_that_look_as_if_it_had_made_them(sid):
    mine = f"WK{sid[-20:]}{12:012x}"
    workers = ", ".join(f"{{friendly_name: w{number}}}" for number in range(9))
    seed = read_text(
        f"workspaces: [{{friendly_name: A, workers: [{workers}, "
        f"{{friendly_name: last, sid: {mine}}}]}}]"
    )

    for account in (ONE, TWO):
        workspace = next(iter(loaded(seed, account).workspaces.values()))
        assert len(workspace.workers) == 10
        assert workspace.workers[mine].friendly_name == "last"


def test_a_loaded_world_has_no_events_or_alerts_yet():
    busy = loaded(seed_named("busy"), ONE)
    doubtful = loaded(read_text(DOUBTFUL), ONE)

    assert (busy.events, busy.alerts) == ([], [])
    assert (doubtful.events, doubtful.alerts) == ([], [])
    assert doubtful.tasks


def test_tasks_of_a_seed_find_workers_unless_routing_is_held():
    seed = seed_named("busy")

    assert loaded(seed, ONE).reservations
    assert not loaded(seed, ONE, route=False).reservations
    assert not image.make((seed,), ONE, START, Settings(), route=False).reservations


def test_copies_share_nothing():
    seed = seed_named("support")
    one, other = loaded(seed, ONE), loaded(seed, ONE)
    before = payloads(other)

    for workspace in one.workspaces.values():
        for worker in workspace.workers.values():
            worker.update({"attributes": '{"changed": true}'})
    list(scheduler.advance(one, START + 60_000))

    assert payloads(other) == before
    assert other.events == []


LISTED = f"""\
accounts:
- {{sid: {ONE}, workspaces: [friendly_name: First]}}
- {{sid: {TWO}, workspaces: [friendly_name: Second]}}
"""


def test_listed_accounts_have_worlds_of_their_own():
    seed = read_text(LISTED)

    for sid, name in ((ONE, "First"), (TWO, "Second")):
        account = loaded(seed, sid)
        assert account.sid == sid
        assert [one.friendly_name for one in account.workspaces.values()] == [name]


def test_lenience_is_part_of_the_image():
    seed = seed_named("minimal")

    assert image.load(
        image.image((seed,), ONE, START, Settings(lenient_expressions=True))
    ).settings.lenient_expressions
    assert not loaded(seed, ONE).settings.lenient_expressions


def test_several_seeds_make_one_world():
    """The worlds stand side by side, and explicit SIDs of the later ones are kept free too."""
    sid = "WS" + ONE[-20:] + "000000000001"
    seeds = (
        read({"workspaces": [{"friendly_name": "A"}]}),
        read({"workspaces": [{"friendly_name": "B", "sid": sid}]}),
    )

    account = image.make(seeds, ONE, START, Settings())

    assert [one.friendly_name for one in account.workspaces.values()] == ["A", "B"]
    assert list(account.workspaces)[1] == sid
