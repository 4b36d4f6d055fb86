"""The traps of Twilio's libraries that docs/frameworks.rst tells of are still there."""

import shutil
import subprocess

import pytest
from twilio import __version__
from twilio.base.exceptions import TwilioRestException

from mocktr import Server
from mocktr.server.certificates import Authority

from .test_story import CREDENTIALS, HERE, require_node

LIST = 'import twilio from "twilio"; await twilio().taskrouter.v1.workspaces.list();'


@pytest.mark.skipif(int(__version__.split(".")[0]) < 9, reason="new in version 9")
def test_the_library_for_python_drops_if_match_where_it_deletes(taskrouter):
    task, worker = taskrouter.task(language="es"), taskrouter.worker("zoe")
    with pytest.raises(TwilioRestException, match="Precondition failed"):
        task.update(priority=1, if_match='"99"')

    assert task.delete(if_match='"99"')
    assert worker.delete(if_match='"99"')


def test_the_library_for_node_heeds_its_ca_bundle_but_not_beside_a_proxy(tmp_path):
    require_node()
    authority, ca = Authority(), tmp_path / "ca.pem"
    authority.write_certificate(ca)
    with Server(tls=authority.context()) as server:
        proxy = server.tls_url.replace("https:", "http:")
        done = subprocess.run(
            ["node", "--input-type=module", "--eval", LIST],
            env={**CREDENTIALS, "HTTP_PROXY": proxy, "TWILIO_CA_BUNDLE": str(ca)},
            executable=shutil.which("node"),
            cwd=HERE,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )

    assert done.returncode == 1
    assert "certificate" in done.stderr
