"""The same story twice gives the same bytes, wherever it is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from mocktr import Sandbox, Server
from mocktr.gateway import call
from mocktr.web import Application

HOST = "http://mocktr.test"
HEADERS = {
    "Authorization": "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTp0",
    "Content-Type": "application/x-www-form-urlencoded",
    "Host": "mocktr.test",
}


def tell(send):
    """A story with every kind of request; `send(method, path, body)` answers status and text."""
    told = []

    def say(method, path, body=""):
        status, text = send(method, path, body)
        told.append((method, path, status, text))
        return json.loads(text) if text else None

    workspace = say("GET", "/v1/Workspaces")["workspaces"][0]["url"].partition(HOST)[2]
    tasks = [
        say("POST", f"{workspace}/Tasks", f"Attributes=%7B%22language%22%3A%22{language}%22%7D")
        for language in ("es", "en", "fr", "es", "de", "en")
    ]
    say("POST", "/mocktr/clock/advance", '{"seconds": 40}')
    for task in tasks[:3]:
        path = f"{workspace}/Tasks/{task['sid']}/Reservations"
        for reservation in say("GET", path)["reservations"]:
            say("POST", f"{path}/{reservation['sid']}", "ReservationStatus=accepted")
    say("POST", f"{workspace}/Tasks/{tasks[0]['sid']}", "AssignmentStatus=completed&Reason=done")
    say("POST", f"{workspace}/Workers", "FriendlyName=erin")
    say("POST", "/mocktr/clock/advance", '{"hours": 2}')
    for collection in ("Tasks", "Workers", "Events?Minutes=600", "TaskQueues", "Workflows"):
        say("GET", f"{workspace}/{collection}")
    say("GET", "/mocktr/scheduler")
    return told


def in_process():
    app = Application(Sandbox(seed="support", base_url=HOST))

    def send(method, path, body):
        status, _, content = call(app, method, HOST + path, HEADERS, body.encode())
        return status, content.decode()

    return tell(send)


def over_a_socket():
    with Server(seed="support", base_url=HOST) as server, requests.Session() as session:

        def send(method, path, body):
            answer = session.request(
                method, server.url + path, data=body, headers=HEADERS, timeout=10
            )
            return answer.status_code, answer.text

        return tell(send)


def test_the_same_story_in_process_gives_the_same_bytes():
    assert in_process() == in_process()


def test_a_socket_changes_no_byte():
    assert over_a_socket() == in_process()


@pytest.mark.parametrize("number", [1, 2])
def test_another_process_elsewhere_changes_no_byte(number):
    """Neither the order of sets, nor the time zone, nor the day of the machine counts."""
    told = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS],
        env={**os.environ, "PYTHONHASHSEED": str(number), "TZ": f"Test{number}"},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert json.loads(told) == json.loads(json.dumps(in_process()))


OTHER_PROCESS = """
import json
import time

DAY = 86400 * 10**9
real = time.time_ns
time.time_ns = lambda: real() + 400 * DAY

from tests.test_determinism import in_process

print(json.dumps(in_process()))
"""


def test_a_reset_starts_the_same_story_again():
    sandbox = Sandbox(seed="support", base_url=HOST)
    app = Application(sandbox)

    def send(method, path, body):
        status, _, content = call(app, method, HOST + path, HEADERS, body.encode())
        return status, content.decode()

    first = tell(send)
    for tenant in sandbox.tenants().values():
        tenant.reset()

    assert tell(send) == first


@pytest.mark.parametrize("number", [2, 15])
def test_another_account_differs_in_its_digits_only(number):
    """Two accounts on one sandbox tell the same story."""
    sandbox = Sandbox(seed="support", base_url=HOST)
    stories = []
    for sid in ("AC" + f"{1:032x}", "AC" + f"{number:032x}"):
        tenant = sandbox.tenant(sid)
        account = tenant.account
        tenant.advance(tenant.now + 1000)
        stories.append(
            [one.sid for one in next(iter(account.workspaces.values())).workers.values()]
        )

    assert [sid.replace(f"{number:020x}", f"{1:020x}") for sid in stories[1]] == stories[0]
