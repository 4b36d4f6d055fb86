"""Imports only point down, and the core does no I/O."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "mocktr"

LAYERS = """
    version errors hosts gateway
    expressions
    core.clock core.sids core.states core.timers
    core.behavior
    core.behavior.conduct
    core.collection core.fields core.scopes
    core.configuration.document core.configuration core.routing core.instructions
    core.routing.lineup
    core.routing.pauses core.alerts core.instructions.calls core.routing.tally
    core.routing.matching core.routing.known_worker
    core.routing.waiting
    core.resources.base
    core.event_type
    core.resources.event
    core.routing.walk
    core.resources.activity core.resources.task_channel core.resources.worker_channel
    core.resources.worker_view
    core.resources.worker core.resources.task_queue core.resources.workflow
    core.instructions.parameters core.instructions.dialling
    core.instructions.instruction
    core.resources.reservation
    core.resources.task_view core.resources.task_placement
    core.resources.task
    core.resources.workspace
    core.resources
    core.account
    core.scheduler core.lint core.instructions.answer
    core.explain.past core.explain.present core.explain.future
    core.explain
    core.statistics.window
    core.statistics.presence
    core.statistics.cumulative core.statistics.realtime
    core.statistics
    core.coverage.items core.coverage.named
    core.coverage.report
    core.coverage
    seed
    journal state
    faults
    callbacks
    sandbox
    commands scenario
    web
    bridge
    server interception
    twilio_client
    fixture pull
    cli wsgi pytest_plugin
    __main__ __init__
"""
"""Each line may import from the lines above it only."""

PURE = ("core", "expressions")
FORBIDDEN = {
    *("flask", "werkzeug", "requests", "responses", "yaml", "click", "waitress"),
    *("time", "random", "secrets", "uuid", "threading", "asyncio", "socket", "os", "pathlib"),
}


def rank(module):
    """The line of a module, or of the folder that stands for all in it."""
    for number, line in enumerate(LAYERS.split("\n")):
        for name in line.split():
            if module == name or (name in FOLDERS and module.startswith(name + ".")):
                return number
    raise LookupError(module)


FOLDERS = {
    "bridge",
    "callbacks",
    "cli",
    "commands",
    "expressions",
    "fixture",
    "interception",
    "journal",
    "pull",
    "pytest_plugin",
    "sandbox",
    "scenario",
    "seed",
    "server",
    "state",
    "web",
}


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__") or "__init__"
        yield name, path


def imports(path):
    """The modules that are imported at run time, also inside functions."""
    tree = ast.parse(path.read_text())
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (resolve(node.module, alias.name) for alias in node.names)


def resolve(module, name):
    """`from mocktr.core import routing` means mocktr.core.routing.matching."""
    child = PACKAGE.parent / f"{module}.{name}".replace(".", "/")
    is_module = child.with_suffix(".py").exists() or child.is_dir()
    return f"{module}.{name}" if module.startswith("mocktr") and is_module else module


MODULES = [(name, path) for name, path in modules() if name not in ("core",)]


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_a_module_imports_only_what_stands_above_it(name, path):
    """A module that nobody placed fails here too."""
    here = rank(name)

    for imported in imports(path):
        if imported.startswith("mocktr."):
            other = imported.removeprefix("mocktr.")
            same_folder = any(
                name == folder or name.startswith(folder + ".")
                for folder in FOLDERS
                if other == folder or other.startswith(folder + ".")
            )
            assert same_folder or rank(other) < here, f"{name} imports {other}"


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_no_module_imports_inside_a_function(name, path):
    """Cycles are not dodged."""
    inside = [
        ast.unparse(node)
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


PURE_MODULES = [(name, path) for name, path in modules() if name.split(".")[0] in PURE]


@pytest.mark.parametrize(("name", "path"), PURE_MODULES, ids=[name for name, _ in PURE_MODULES])
def test_the_core_and_the_expressions_do_no_input_or_output(name, path):
    """No network, files, threads, chance or wall clock."""
    roots = {imported.split(".")[0] for imported in imports(path)}

    assert roots & FORBIDDEN == set()
    assert ".now()" not in path.read_text()
    assert "open(" not in path.read_text()


def test_only_the_web_folder_imports_flask():
    """And the framework stays at the border."""
    users = {name.split(".")[0] for name, path in modules() if "flask" in set(imports(path))}

    assert users == {"web"}
