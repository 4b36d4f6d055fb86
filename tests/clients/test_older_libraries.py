"""Older versions of Twilio's helper library for Python, with the fixtures."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LIBRARIES = HERE / ".libraries"
VERSIONS = ("6.30.0", "7.0.0", "8.13.0")


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_library_works_with_the_fixtures(version, tmp_path):
    if not (LIBRARIES / version).is_dir():
        pytest.skip(f"version {version} is not installed: run `make clients`")
    # Away from this project's own settings of pytest.
    story = shutil.copy(HERE / "older" / "story.py", tmp_path / "test_story.py")
    path = os.pathsep.join(map(str, (LIBRARIES / version, LIBRARIES / "needed", HERE.parents[1])))

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", story],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )

    assert "4 passed" in done.stdout, done.stdout + done.stderr
