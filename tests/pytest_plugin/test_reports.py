"""`--taskrouter-report`: the world of each test that failed, as a file."""

SOURCE = """
import pytest

@pytest.mark.parametrize("name", ["a/b", "c"])
def test_fails(taskrouter, name):
    taskrouter.task(language="es", name=name)
    assert False

def test_passes(taskrouter):
    pass

def test_fails_without_a_world():
    assert False
"""


def test_each_test_that_fails_leaves_its_world(run, pytester):
    result = run(SOURCE, "--taskrouter-report=reports")

    result.assert_outcomes(failed=3, passed=1)
    files = sorted(path.name for path in (pytester.path / "reports").iterdir())
    assert len(files) == 2
    assert all(name.endswith("-taskrouter.html") for name in files)
    result.stdout.fnmatch_lines(["*world of taskrouter*", "written to reports/*.html"])
    assert "&quot;a/b&quot;" in (pytester.path / "reports" / files[0]).read_text()


def test_without_the_option_nothing_is_written(run, pytester):
    run(SOURCE).assert_outcomes(failed=3, passed=1)

    assert not (pytester.path / "reports").exists()
