"""Several accounts, several threads each, and a receiver on a real socket."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import deepcopy

import pytest
import requests
from flask import Flask, request

from mocktr import Sandbox, Server

from .receiver import many_threaded

ACCOUNTS = [("AC" + digit * 32, "token") for digit in "abc"]
TASKS = 8
"""For each of the two threads of an account."""


class Recorder:
    """Keeps what came for each account, in the order in which it came, and accepts each task."""

    def __init__(self):
        self.events = {sid: [] for sid, _ in ACCOUNTS}
        self.asked = {sid: [] for sid, _ in ACCOUNTS}
        self.busy = {sid: threading.Lock() for sid, _ in ACCOUNTS}
        self.overlaps = 0
        self.app = Flask("recorder")
        self.app.add_url_rule("/events", "tell", self.tell, methods=["POST"])
        self.app.add_url_rule("/assign", "assign", self.assign, methods=["POST"])

    @contextmanager
    def alone(self, sid):
        free = self.busy[sid].acquire(blocking=False)
        self.overlaps += not free
        yield
        if free:
            self.busy[sid].release()

    def tell(self):
        with self.alone(request.form["AccountSid"]):
            self.events[request.form["AccountSid"]].append(int(request.form["Sid"][-12:], 16))
        return ""

    def assign(self):
        with self.alone(request.form["AccountSid"]):
            self.asked[request.form["AccountSid"]].append(request.form["ReservationSid"])
        return {"instruction": "accept"}


@pytest.fixture
def recorder():
    return Recorder()


@pytest.fixture
def server(seed, recorder):
    with many_threaded(recorder.app) as url:
        [workspace] = deepcopy(seed)["workspaces"]
        workspace["event_callback_url"] = f"{url}/events"
        workspace["workflows"][0]["assignment_callback_url"] = f"{url}/assign"
        for worker in workspace["workers"]:
            worker["channels"] = {"default": 50}
        with Sandbox(seed={"workspaces": [workspace]}) as sandbox, Server(sandbox) as server:
            yield server


def post(server, auth, path, **sent):
    answer = requests.post(f"{server.url}{path}", auth=auth, timeout=30, **sent)
    assert answer.ok, answer.text
    return answer.json()


def drive(server, auth):
    """Create tasks as fast as it goes, and see to it now and then that all is answered."""
    answer = requests.get(f"{server.url}/v1/Workspaces", auth=auth, timeout=30)
    tasks = answer.json()["workspaces"][0]["links"]["tasks"].removeprefix(server.url)
    for number in range(TASKS):
        attributes = json.dumps({"several": number % 2 == 0})
        task = post(server, auth, tasks, data={"Attributes": attributes})
        if number % 3 == 2:
            post(server, auth, "/mocktr/scheduler/settle")
        post(server, auth, f"{tasks}/{task['sid']}", data={"Priority": number})


def test_each_callback_comes_once_and_in_order_whatever_else_happens(server, recorder):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda auth: drive(server, auth), ACCOUNTS * 2))

    for auth in ACCOUNTS:
        post(server, auth, "/mocktr/scheduler/settle")
        account = server.sandbox.tenant(auth[0]).account
        assert recorder.events[auth[0]] == list(range(1, len(account.events) + 1))
        assert recorder.asked[auth[0]] == sorted(account.reservations)
        assert {task.assignment_status for task in account.tasks.values()} == {"assigned"}
    assert recorder.overlaps == 0
