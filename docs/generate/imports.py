"""Which libraries each entry point loads, seen by starting it."""

from __future__ import annotations

import subprocess
import sys

from docs.generate.rst import table

ENTRIES = {
    "``import mocktr``": "import mocktr",
    "the pytest plugin, unused": "import mocktr.pytest_plugin",
    "``mocktr ctl``": "import mocktr.cli.ctl",
    "``mocktr``, any command": "import mocktr.cli",
    "``mocktr serve``": "import mocktr.cli, mocktr\nwith mocktr.Server(): pass",
    "``mocktr.wsgi:app``": "from mocktr.wsgi import app",
    "``mock_taskrouter``": "import mocktr\nwith mocktr.mock_taskrouter(): pass",
    "the fixture ``taskrouter``": "import mocktr.fixture as f\nwith f.in_process({}): pass",
}
"""What is started, and how."""

LIBRARIES = (
    *("click", "flask", "marshmallow", "ply", "pytest", "requests", "responses", "twilio"),
    *("waitress", "werkzeug", "yaml"),
)
LOADED = f"\nimport sys\nprint(*sorted(sys.modules.keys() & {set(LIBRARIES)}))"


def import_table() -> str:
    """The libraries that each entry point has loaded, of those that take time."""
    rows = [(name, loaded(program)) for name, program in ENTRIES.items()]
    return table(("What is started", "What it has loaded then"), rows, "30 70")


def loaded(program: str) -> str:
    command = (sys.executable, "-c", program + LOADED)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return ", ".join(done.stdout.split()) or "nothing of these"
