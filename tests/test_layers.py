"""Imports only point down and never run in a circle, and the core does no I/O."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import accumulate
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "mocktr"

PAGE = PACKAGE.parent / "docs" / "architecture.rst"
LAYERS = PAGE.read_text().split(".. layers begin\n\n::\n")[1].split(".. layers end")[0]
"""Modules, and folders that stand for all in them but what is named besides."""

PURE = ("core", "expressions")
FORBIDDEN = {
    *("flask", "werkzeug", "requests", "responses", "yaml", "click", "waitress"),
    *("time", "random", "secrets", "uuid", "threading", "asyncio", "socket", "os", "pathlib"),
}


LATER = {"Deferred", "import_module", "import_extra"}
"""What imports a module by its name, when it is needed."""

RANKS = {name: number for number, line in enumerate(LAYERS.splitlines()) for name in line.split()}


@cache
def layer(module):
    """The entry of LAYERS that a module belongs to: the closest; raises LookupError.

    A folder of which only parts are named belongs to none, so that it may import nothing.
    """
    within = [one for one in RANKS if module == one or module.startswith(f"{one}.")]
    if not within and not any(one.startswith(f"{module}.") for one in RANKS):
        raise LookupError(module)
    return max(within, key=len, default=None)


def modules(package=PACKAGE):
    """Every module by its name inside the package, with its path."""
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__") or "__init__", path


@cache
def tree_of(path):
    return ast.parse(path.read_text())


@cache
def imports(path, package=PACKAGE):
    """The modules that are imported at run time, also inside functions or when they are used."""
    return tuple(importing(tree_of(path), path, package))


def importing(tree, path, package):
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
            yield from (resolve(node.module, alias.name, package) for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", None) in LATER:
            yield from (one.value for one in node.args if isinstance(one, ast.Constant))


def resolve(module, name, package):
    """`from mocktr.core import scheduler` means mocktr.core.scheduler."""
    child = package.parent / f"{module}.{name}".replace(".", "/")
    is_module = child.with_suffix(".py").exists() or child.is_dir()
    return f"{module}.{name}" if module.startswith(package.name) and is_module else module


def runs(name, path, package=PACKAGE):
    """The modules of the package that have to be there before this one.

    To import a.b.c runs a and a.b too, but for what is in these folders itself.
    """
    for imported in imports(path, package):
        parts = imported.split(".")
        if parts[0] == package.name:
            folders = accumulate(parts[1:], "{}.{}".format)
            yield from (one for one in folders if not f"{name}.".startswith(f"{one}."))


def order(package=PACKAGE):
    """The modules, each after those that it imports; raises CycleError."""
    graph = {name: set(runs(name, path, package)) for name, path in modules(package)}
    return list(TopologicalSorter(graph).static_order())


MODULES = list(modules())


def test_a_module_imports_only_what_stands_above_it():
    """A module that nobody placed fails here too."""
    wrong = [
        f"{name} imports {imported}"
        for name, path in MODULES
        for imported in runs(name, path)
        if layer(imported) not in (None, layer(name))
        and RANKS[layer(imported)] >= RANKS[layer(name)]
    ]

    assert wrong == []


def test_every_entry_names_something():
    names = {name for name, _ in MODULES}

    assert set(RANKS) <= names


def test_a_module_that_nobody_placed_is_told():
    with pytest.raises(LookupError, match=r"core\.novelty"):
        layer("core.novelty")


def test_no_import_runs_in_a_circle():
    """Not even through the `__init__` of a folder; what only types need is no import."""
    assert order()


NOUNS = "from house.nouns.task import Task"
WALK = "from house.nouns.base import Record"
LATER_WALK = "def walk(): import_module('house.nouns.base').Record"


def house(root, walk):
    """A package in which a task walks; the walk starts with this line."""
    package = root / "house"
    (package / "nouns").mkdir(parents=True)
    (package / "nouns" / "__init__.py").write_text(NOUNS)
    (package / "nouns" / "base.py").write_text("class Record: ...")
    (package / "nouns" / "task.py").write_text("from house import walk\nclass Task: ...")
    (package / "walk.py").write_text(walk)
    return package


@pytest.mark.parametrize("walk", [WALK, LATER_WALK])
def test_a_circle_through_the_init_of_a_folder_is_found(tmp_path, walk):
    """No two of the modules name each other here, and one may do so only when it is used."""
    with pytest.raises(CycleError) as found:
        order(house(tmp_path, walk))

    assert set(found.value.args[1]) == {"walk", "nouns", "nouns.task"}


def test_what_only_types_need_makes_no_circle(tmp_path):
    typed = f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {WALK}"

    assert set(order(house(tmp_path, typed))) == {"walk", "nouns", "nouns.base", "nouns.task"}


def test_no_module_imports_inside_a_function():
    """Cycles are not dodged."""
    inside = [
        f"{name}: {ast.unparse(node)}"
        for name, path in MODULES
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


DEFERRING = [(name, path) for name, path in MODULES if "= Deferred(" in path.read_text()]


@pytest.mark.parametrize(("name", "path"), DEFERRING, ids=[name for name, _ in DEFERRING])
def test_a_deferred_module_is_what_type_checkers_take_it_for(name, path):
    """What is imported for them has the same name."""
    tree = tree_of(path)
    deferred = {
        node.targets[0].id: node.value.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "Deferred"
    }
    imported = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert deferred.items() <= imported.items()


def test_the_core_and_the_expressions_do_no_input_or_output():
    """No network, files, threads, chance or wall clock."""
    pure = [(name, path) for name, path in MODULES if name.split(".")[0] in PURE]
    wrong = [
        f"{name}: {sign}"
        for name, path in pure
        for sign in (
            *({imported.split(".")[0] for imported in imports(path)} & FORBIDDEN),
            *(call for call in (".now()", "open(") if call in path.read_text()),
        )
    ]

    assert len(pure) > 100
    assert wrong == []


def test_only_the_web_folder_imports_flask():
    """And the framework stays at the border."""
    users = {name.split(".")[0] for name, path in modules() if "flask" in set(imports(path))}

    assert users == {"web"}
