"""The page with what it shows in it: it is whole, and runs nothing that it does not bring."""

import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from html import unescape

import pytest

from mocktr.web.console.files import FILES
from mocktr.web.console.report import LEFT_OUT, PLACE, SHEETS, page_with

NASTY = "</script><img src=x>&{title}"


@pytest.fixture(scope="module")
def page():
    return page_with(NASTY, {"said": NASTY}, "<p>plain</p>")


def script(page, start):
    """What stands in the script whose tag goes on like this."""
    return re.search(rf"<script {start}>(.*?)</script>", page, re.S)[1]


@pytest.fixture(scope="module")
def modules(page):
    imports = json.loads(script(page, 'type="importmap"'))["imports"]
    return {name: b64decode(url.partition(",")[2]).decode() for name, url in imports.items()}


def test_every_module_that_is_named_is_there(modules):
    named = {
        one
        for text in modules.values()
        for one in re.findall(r'^(?:import|export)\b[^;]*?from "([^"]+)";', text, re.M)
    }

    assert "mocktr/app.js" in modules
    assert named <= modules.keys()
    assert [name for name, text in modules.items() if PLACE.search(text)] == []


def test_what_is_left_out_is_of_pages_that_a_report_has_not(modules):
    missing = {name for name in FILES if name.endswith(".js")} - {one[7:] for one in modules}

    assert [one for one in missing if not one.startswith(LEFT_OUT)] == []


def test_its_sheets_are_those_of_its_pages():
    sheets = {name[7:-4] for name in FILES if name.startswith("styles/")}

    assert sheets - set(SHEETS) == {"faults", "world", "playground"}


def test_only_its_own_scripts_may_run(page):
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1])
    scripts = [script(page, 'type="importmap"'), script(page, 'type="module"')]

    hashes = [b64encode(sha256(one.encode()).digest()).decode() for one in scripts]

    assert f"script-src data: 'sha256-{hashes[0]}' 'sha256-{hashes[1]}';" in policy
    assert "default-src 'none'" in policy


def test_what_stands_in_it_is_text(page):
    assert "<img" not in page
    assert json.loads(script(page, 'type="application/json" id="documents"')) == {"said": NASTY}
    assert "<title>&lt;/script&gt;" in page
