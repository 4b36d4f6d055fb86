"""What the README says is run as it stands there."""

import inspect
import re
from pathlib import Path

import pytest

from mocktr import Sandbox
from mocktr.commands import COMMANDS

README = (Path(__file__).parents[1] / "README.rst").read_text()


def blocks(language):
    """The code blocks of a language, without their indentation."""
    pattern = rf"\.\. code-block:: {language}\n\n((?:   .*\n|\n)+)"
    return [re.sub(r"^   ", "", block, flags=re.M) for block in re.findall(pattern, README)]


@pytest.mark.parametrize("name", ["test_support", "test_day"])
def test_the_example_passes_as_it_stands(pytester, name):
    """Nothing else is configured."""
    example = next(block for block in blocks("python") if f"# {name}.py" in block)
    pytester.makepyfile(**{name: example})

    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-W", "error")

    result.assert_outcomes(passed=1)


def test_the_context_managers_work_as_they_stand():
    """The second block of Python."""
    example = next(block for block in blocks("python") if "mock_taskrouter" in block)

    exec(example, {})


def test_the_seed_loads_as_it_stands(tmp_path):
    """The block of YAML."""
    path = tmp_path / "seed.yaml"
    path.write_text(blocks("yaml")[0])

    with Sandbox(seed=path, tenants="one") as sandbox:
        [workspace] = sandbox.only.account.workspaces.values()

    assert [worker.friendly_name for worker in workspace.workers.values()] == ["bob"]


def test_every_admin_command_that_is_listed_exists():
    """`docs/control.rst` has them all."""
    declared = {f"{one.method} {one.path}" for one in COMMANDS}
    listed = re.findall(r"^``((?:GET|PUT|POST|DELETE) [\w/{}]+)``", README, re.M)

    assert listed
    assert {path.replace("{", "<").replace("}", ">") for path in listed} <= declared


def test_every_option_of_a_sandbox_is_listed():
    """The marker takes the same keywords."""
    table = README.split("The marker ``@pytest.mark.mocktr(...)``")[1].split("The ini option")[0]

    assert set(re.findall(r"^``(\w+)``", table, re.M)) == set(
        inspect.signature(Sandbox).parameters
    ) - {"root"}


@pytest.mark.parametrize("path", re.findall(r"``((?:docs|mocktr|core)/[\w./]+\.\w+)``", README))
def test_every_file_that_is_named_exists(path):
    """So that a newcomer finds it."""
    root = Path(__file__).parents[1]

    assert (root / path).exists() or (root / "mocktr" / path).exists()
