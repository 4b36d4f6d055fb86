"""One word means one thing: what others import by its name has a name of its own."""

import ast
from collections import defaultdict

from tests.test_layers import MODULES, tree_of

SAME = {
    "build": "an account with its records, of a seed or of a document",
    "checked": "a value that a field's kind takes, or an error of who asked",
    "explain": "why it came so, of a task or of an expression",
    "parse": "what a text says, of an expression, a form or a seed",
}
"""Functions of one name that mean the same, done to different things."""


def types(tree):
    """The names of the classes and type aliases of a module."""
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]) if is_type(name):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name)) if is_type(name):
                yield name


def is_type(name):
    """Whether it is spelled as a type: `Reader`, but neither `READERS` nor a variable's `T`."""
    return name[0].isupper() and not name.isupper()


def functions(tree):
    return (node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def shared(names_of):
    """The public names that several modules have for something of their own, with these."""
    homes = defaultdict(set)
    for module, path in MODULES:
        for name in names_of(tree_of(path)):
            homes[name].add(module)
    return {
        name: sorted(of) for name, of in homes.items() if len(of) > 1 and not name.startswith("_")
    }


def imported():
    """The names that modules import, each with where from."""
    found = defaultdict(set)
    for _, path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    found[alias.name].add(node.module.removeprefix("mocktr."))
    return found


def test_no_two_public_types_have_one_name():
    assert shared(types) == {}


def test_functions_that_are_imported_by_one_name_mean_the_same():
    """Those that are known by their module, such as `check`, may share a name."""
    users = imported()

    several = {name for name, of in shared(functions).items() if len(users[name] & set(of)) > 1}

    assert several == set(SAME)


def test_types_are_found_however_they_are_written():
    tree = ast.parse("class A: ...\nBook = dict[str, int]\nPage: TypeAlias = 'list[Page]'\nT = 1")

    assert list(types(tree)) == ["A", "Book", "Page"]
