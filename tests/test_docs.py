"""What docs/ says follows from the code, and its examples run as they stand there."""

import re
import runpy
import shlex
from pathlib import Path

from click.testing import CliRunner

from mocktr import Server, cli

DOCS = Path(__file__).parents[1] / "docs"
CONTROL = (DOCS / "control.rst").read_text()


def test_the_table_of_commands_is_that_of_the_declarations():
    generated = runpy.run_path(str(DOCS / "generate.py"))["control_page"]()

    assert generated == CONTROL, "docs/control.rst is not what the code declares: run `make docs`"


def examples():
    """The commands of console blocks, each with what it prints."""
    for block in re.findall(r"\.\. code-block:: console\n\n((?:   .*\n|\n)+)", CONTROL):
        for example in re.sub(r"^   ", "", block, flags=re.M).strip().split("$ mocktr ")[1:]:
            line, _, printed = example.partition("\n")
            yield line, printed.strip()


def test_the_examples_print_what_is_shown():
    """One after the other; where nothing is shown, it only has to be no error."""
    with Server(seed="support", tenants="one") as server:
        for line, printed in examples():
            arguments = shlex.split(line)
            result = CliRunner().invoke(cli.main, arguments, env={"MOCKTR_URL": server.url})

            assert result.exit_code == (2 if printed.startswith("Error") else 0), result.output
            assert printed in ("", result.output.strip()), line


def test_there_are_examples_to_run():
    assert len(list(examples())) > 5


def test_the_python_example_passes_as_it_stands(taskrouter, capsys):
    [block] = re.findall(r"\.\. code-block:: python\n\n((?:   .*\n|\n)+)", CONTROL)
    source = re.sub(r"^   ", "", block, flags=re.M)

    exec(source, {"taskrouter": taskrouter})

    assert capsys.readouterr().out.strip() == source.rpartition("# ")[2].strip()
