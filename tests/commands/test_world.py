"""What is told of the server itself."""

from pathlib import Path

import requests

from mocktr import Server, __version__


def test_a_server_tells_what_it_serves_and_how_without_its_secrets():
    with Server(
        seed=["support", {"workspaces": []}], auth_token="t0p", admin_token="s3c"
    ) as server:
        headers = {"X-Mocktr-Token": "s3c"}
        answer = requests.get(f"{server.url}/mocktr/about", headers=headers, timeout=5)
        about = answer.json()

        assert about["urls"] == [server.url]
    assert (about["version"], about["seeds"]) == (__version__, ["support", None])
    options = about["options"]
    assert (options["clock"], options["tenants"], options["journal"]) == ("manual", "many", 10_000)
    assert (options["auth_token"], options["admin_token"]) == ("***", "***")
    assert "t0p" not in answer.text
    assert "s3c" not in answer.text


def test_options_that_json_has_not_are_told_as_text():
    with Server(seed="support", root=Path(), start_at="2030-01-07") as server:
        about = requests.get(f"{server.url}/mocktr/about", timeout=5).json()

    assert about["warnings"] == []
    assert (about["options"]["root"], about["options"]["auth_token"]) == (".", None)
