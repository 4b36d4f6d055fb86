"""CONTRIBUTING.rst names the places that a change touches, and no others are needed."""

import re
import shutil
import subprocess
import sys

import pytest

from .pages import ROOT

PAGE = (ROOT / "CONTRIBUTING.rst").read_text()
ROWS = re.findall(r"^   \* - (.+)\n     - (.+)$", PAGE, re.M)[1:]
TARGETS = re.findall(r"^``make ([\w-]+)``", PAGE.split("\nMake targets\n")[1], re.M)


def files_of(row):
    return [ROOT / path for path in re.findall(r"``(\w+/[\w./]+)``", row)]


def names_of(row):
    return re.findall(r"``([A-Z]\w+)``", row)


def test_there_are_rows():
    assert len(ROWS) > 20
    assert all(files_of(row) for _, row in ROWS)


@pytest.mark.parametrize(("change", "row"), ROWS, ids=[change for change, _ in ROWS])
def test_the_places_of_a_change_exist(change, row):
    files = files_of(row)

    assert [str(path) for path in files if not path.exists()] == []
    for name in names_of(row):
        defined = re.compile(rf"^(class |export const )?{name}\b.*[=:({{]", re.M)
        assert any(path.is_file() and defined.search(path.read_text()) for path in files), name


def test_every_target_of_make_is_explained():
    [phony] = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.M)

    assert sorted(TARGETS) == sorted(phony.split())


# --- changes, made in a copy of the sources


@pytest.fixture
def copy(tmp_path):
    """Where mocktr is copied to, with the seeds that it leads to."""
    for name in ("mocktr", "fixtures"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, symlinks=True, ignore=ignored)
    return tmp_path


def insert(path, before, line):
    """A line before the first line that begins so."""
    text = path.read_text()
    [place, *_] = [found.start() for found in re.finditer(rf"^{re.escape(before)}", text, re.M)]
    path.write_text(f"{text[:place]}{line}\n{text[place:]}")


def tell(program, copy):
    """What a program prints that imports the copy."""
    done = subprocess.run(
        (sys.executable, "-c", f"import sys; sys.path.insert(0, '.')\n{program}"),
        cwd=copy,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_a_field_is_one_line(copy):
    """The API, seeds and states have it."""
    worker = copy / "mocktr/core/resources/worker.py"
    insert(worker, "    attributes: str = param(", "    region: str = param(Text(), default='')")

    assert tell(A_FIELD, copy) == ["north"] * 3


A_FIELD = """
import json
from mocktr.fixture import in_process
row = {"friendly_name": "al", "activity": "Available", "region": "north"}
world = {"workspaces": [{"friendly_name": "W", "workers": [row]}]}
with in_process({"seed": world, "tenants": "one"}) as taskrouter:
    [worker] = taskrouter.workspace.workers.list()
    shown = taskrouter.client.request("GET", worker.url).text
    print(json.loads(shown)["region"])
    print(taskrouter.seed()["workspaces"][0]["workers"][0]["region"])
    print(taskrouter.state()["workspaces"][0]["workers"][0]["region"])
"""


def test_an_operator_is_one_line(copy):
    """The lexer, the grammar and explanations know it."""
    line = '    Operator("STARTS", lambda left, right: str(left).startswith(str(right)), "begins"),'
    insert(copy / "mocktr/expressions/operators.py", '    Operator("HAS"', line)

    assert tell(AN_OPERATOR, copy) == ["True", "False"]


AN_OPERATOR = """
from mocktr.expressions import compile
starts = compile("name starts 'al'")
print(starts.matches({"name": "alice"}), starts.matches({"name": "bob"}))
"""


def test_an_event_type_is_one_line_and_its_cause(copy):
    """The event log, the REST API and callbacks have it."""
    line = '    **crud("worker", "Workers", "Worker {worker_name}", "renamed"),'
    insert(copy / "mocktr/core/event_type.py", '    **crud("task", "Tasks"', line)
    emit = '        worker.emit("worker.renamed", worker.view())'
    insert(copy / "mocktr/core/resources/worker.py", '        worker.emit("worker.created"', emit)

    assert tell(AN_EVENT_TYPE, copy) == ["worker.renamed", "Worker", "al", "renamed"] * 2


AN_EVENT_TYPE = """
from mocktr.fixture import in_process
world = {"workspaces": [{"friendly_name": "W", "event_callback_url": "http://there.test"}]}
with in_process({"seed": world, "tenants": "one"}) as taskrouter:
    @taskrouter.on_event
    def show(event):
        if event.type == "worker.renamed":
            print(event.type, event.parameters["EventDescription"])
    taskrouter.worker("al")
    [event] = taskrouter.workspace.events.list(event_type="worker.renamed")
    print(event.event_type, event.description)
"""


def test_an_instruction_is_its_parameters_its_plan_and_one_entry(copy):
    """The REST API and answers of callbacks take it, and what it dials is recorded."""
    parameters = '    "ring": {"ring_url": Parameter(Url(), alert=40112)},'
    insert(copy / "mocktr/core/instructions/parameters.py", '    "reject": {', parameters)
    plan = 'def plan_ring(reservation, values, attributes):\n    return [Leg("worker", "+1")]\n'
    insert(copy / "mocktr/core/instructions/plans.py", "def plan_call(", plan)
    entry = '    Instruction(name="ring", plan=plans.plan_ring, late=40114),'
    instructions = copy / "mocktr/core/instructions/instruction.py"
    insert(instructions, '    Instruction(name="accept"', entry)

    assert tell(AN_INSTRUCTION, copy) == ["accepted", "+1"] * 2


AN_INSTRUCTION = """
from mocktr.fixture import in_process
with in_process({"seed": "support", "tenants": "one"}) as taskrouter:
    def ring(how):
        [reservation] = taskrouter.task(language="es").reservations.list()
        how(reservation)
        print(reservation.fetch().reservation_status, taskrouter.calls[-1].to)
    sent = {"instruction": "ring", "url": "http://there.test"}
    form = {"Instruction": "ring", "RingUrl": sent["url"]}
    ring(lambda one: taskrouter.client.request("POST", one.url, data=form))
    taskrouter.reset()
    taskrouter.on_assignment(lambda call: sent)
    ring(lambda one: None)
"""


def test_an_admin_command_is_one_function(copy):
    """HTTP, the command line and Python have it."""
    function = (
        '@command("GET", "zone", wanted=choice("name", "offset"))\n'
        "def zone(tenant: Tenant, wanted: str = 'name') -> Result:\n"
        '    """The zone of the clock."""\n'
        '    return {"zone": "UTC" if wanted == "name" else 0}\n'
    )
    insert(copy / "mocktr/commands/clock.py", '@command("GET", "scheduler")', function)

    assert tell(AN_ADMIN_COMMAND, copy) == ["0"] * 3


AN_ADMIN_COMMAND = """
import json
from urllib.request import urlopen
from click.testing import CliRunner
from mocktr.cli import main
from mocktr.commands import clock
from mocktr.fixture import on_a_port
with on_a_port({"seed": "support", "tenants": "one"}) as taskrouter:
    with urlopen(f"{taskrouter.url}/mocktr/zone?wanted=offset") as answer:
        print(json.load(answer)["zone"])
    line = ["ctl", "--url", taskrouter.url, "zone", "--wanted", "offset"]
    print(json.loads(CliRunner().invoke(main, line).output)["zone"])
    print(taskrouter.command(clock.zone, wanted="offset")["zone"])
"""


def test_a_seed_key_of_what_a_worker_does_is_one_entry(copy):
    """Seeds are read with it, and written with it."""
    entry = (
        '    "prompt": ConductKey(\n'
        "        lambda value: value,\n"
        "        lambda worker, value: worker.behave(Behavior(accept_after=0)),\n"
        "        lambda worker: worker.behavior == Behavior(accept_after=0) or None,\n"
        "    ),"
    )
    insert(copy / "mocktr/seed/conduct.py", '    "script": ConductKey(', entry)

    assert tell(A_SEED_KEY, copy) == ["accepted", "True"]


A_SEED_KEY = """
from mocktr.fixture import in_process
queue = {"friendly_name": "Q", "target_workers": "1 == 1"}
routing = {"task_routing": {"default_filter": {"queue": "Q"}}}
workflow = {"friendly_name": "F", "configuration": routing}
workers = [{"friendly_name": "al", "activity": "Available", "prompt": True}]
world = {"friendly_name": "W", "task_queues": [queue], "workflows": [workflow], "workers": workers}
with in_process({"seed": {"workspaces": [world]}, "tenants": "one"}) as taskrouter:
    [reservation] = taskrouter.task().reservations.list()
    taskrouter.settle()
    print(reservation.fetch().reservation_status)
    print(taskrouter.seed()["workspaces"][0]["workers"][0]["prompt"])
"""
