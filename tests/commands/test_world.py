"""What is told of the server itself, and worlds that begin anew from another seed."""

from pathlib import Path

import pytest
import requests

from mocktr import AdminError, Sandbox, Server, __version__
from mocktr.fixture import TaskRouter


def test_a_server_tells_what_it_serves_and_how_without_its_secrets():
    with Server(
        seed=["support", {"workspaces": []}], auth_token="t0p", admin_token="s3c"
    ) as server:
        headers = {"X-Mocktr-Token": "s3c"}
        answer = requests.get(f"{server.url}/mocktr/about", headers=headers, timeout=5)
        about = answer.json()

        assert about["urls"] == [server.url]
    assert (about["version"], about["seeds"]) == (__version__, ["support", None])
    options = about["options"]
    assert (options["clock"], options["tenants"], options["journal"]) == ("manual", "many", 10_000)
    assert (options["auth_token"], options["admin_token"]) == ("***", "***")
    assert "t0p" not in answer.text
    assert "s3c" not in answer.text


def test_options_that_json_has_not_are_told_as_text():
    with Server(seed="support", root=Path(), start_at="2030-01-07") as server:
        about = requests.get(f"{server.url}/mocktr/about", timeout=5).json()

    assert about["warnings"] == []
    assert (about["options"]["root"], about["options"]["auth_token"]) == (".", None)


# --- another seed

YAML = """\
workspaces:
  - friendly_name: Desk
    task_queues: [{friendly_name: Everyone, target_workers: "1==1"}]
    workers: [{friendly_name: zoe, activity: Available}]
"""


@pytest.fixture
def world():
    with Sandbox("support", tenants="one") as sandbox:
        yield TaskRouter(sandbox)


def workers(world):
    return [row["name"] for row in world.board()["workers"]]


def test_a_world_begins_anew_from_a_seed_that_is_shipped(world):
    first = world.clock
    world.advance(minutes=5)
    epoch = world.board()["epoch"]

    answer = world.load_seed("contact_center")

    assert answer == first
    assert len(workers(world)) == 40
    assert world.board()["epoch"] == epoch + 1


@pytest.mark.parametrize("form", ["yaml", "file", "dict"])
def test_a_seed_is_given_as_yaml_as_a_file_or_as_a_dict(world, tmp_path, form):
    file = tmp_path / "desk.yaml"
    file.write_text(YAML)
    dict_ = {"workspaces": [{"friendly_name": "Desk", "workers": [{"friendly_name": "zoe"}]}]}

    world.load_seed({"yaml": YAML, "file": file, "dict": dict_}[form])

    assert workers(world) == ["zoe"]


def test_a_reset_comes_back_to_the_first_world(world):
    before = workers(world)
    world.load_seed(YAML)

    world.reset()

    assert workers(world) == before


def test_it_can_be_undone_whole(world):
    world.task(language="es")
    world.fault(status=503)
    before = world.state(events=True), len(world.journal), world.faults
    world.keep()

    world.load_seed(YAML)
    world.undo()

    assert (world.state(events=True), len(world.journal), world.faults) == before


def test_routing_is_as_it_was_at_first(world):
    world.set_scheduler("manual")

    world.load_seed(YAML)

    assert world.board()["routing"] == "auto"


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        (
            "nowhere",
            "seed: expected the name of a shipped seed, YAML, or a document; there are contact_c",
        ),
        (7, "seed: expected the name of a shipped seed, YAML, or a document, got 7"),
        (YAML.replace("Available", "Asleep"), r"seed:4: workspaces\[0\].workers\[0\].activity: "),
        (YAML.replace("1==1", "1="), r"seed:3: workspaces\[0\].task_queues\[0\].target_workers: "),
        ("workspaces: [", "seed:1: "),
        ({"workplaces": []}, "seed: .*workplaces"),
        (
            {"accounts": [{"sid": "AC" + "7" * 32}]},
            "seed: accounts: expected AC0{31}1 among them, got AC7",
        ),
    ],
)
def test_a_bad_seed_is_refused_and_changes_nothing(world, seed, message):
    before = world.state(events=True), world.board()["epoch"]

    with pytest.raises(AdminError, match=message):
        world.load_seed(seed)

    assert (world.state(events=True), world.board()["epoch"]) == before


def test_a_lenient_seed_is_read_as_it_asks(world):
    lenient = YAML.replace("1==1", "a = 1") + "expressions: lenient\n"
    world.load_seed(lenient)

    assert world.board()["queues"][0]["target_workers"] == "a = 1"


def test_a_real_clock_goes_on():
    with Sandbox("support", tenants="one", clock="real") as sandbox:
        world = TaskRouter(sandbox)
        before = world.clock["now_ms"]

        assert world.load_seed(YAML)["now_ms"] >= before


def test_no_account_changes_where_one_refuses():
    alice, bob = ({"sid": "AC" + one * 32, "auth_token": "t"} for one in "ab")
    only_alice = {"accounts": [{**alice, "workspaces": [{"friendly_name": "Hers"}]}]}
    with Server(seed={"accounts": [alice, bob]}) as server:
        answer = requests.put(f"{server.url}/mocktr/seed", json={"seed": only_alice}, timeout=5)
        boards = requests.get(f"{server.url}/mocktr/board", timeout=5).json()["accounts"]

    assert answer.status_code == 400
    assert bob["sid"] in answer.json()["message"]
    assert [one["workspaces"] for one in boards.values()] == [[], []]
