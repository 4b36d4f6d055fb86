"""Many accounts and many threads on one server."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from mocktr import Server

THREADS, ACCOUNTS = 50, 300
SESSIONS = threading.local()


@pytest.fixture(scope="module")
def server():
    with Server(seed="minimal") as server:
        yield server


def ask(method, url, account, **form):
    """The JSON of an answer, on a connection of this thread's own."""
    if not hasattr(SESSIONS, "session"):
        SESSIONS.session = requests.Session()
    auth = (f"AC{account:032x}", "token")
    answer = SESSIONS.session.request(method, url, data=form, auth=auth, timeout=60)
    answer.raise_for_status()
    return answer.json()


def live(server, account):
    """A short life of an account: what it has of its own in the end."""
    [workspace] = ask("GET", f"{server.url}/v1/Workspaces", account)["workspaces"]
    tasks = workspace["links"]["tasks"]
    ask("POST", tasks, account, Attributes=f'{{"account": {account}}}')
    ask("POST", f"{server.url}/mocktr/clock/advance?seconds={account}", account)
    return workspace["account_sid"], ask("GET", tasks, account)["tasks"]


def test_hundreds_of_accounts_on_fifty_threads_never_meet(server):
    with ThreadPoolExecutor(THREADS) as pool:
        lives = list(pool.map(lambda number: live(server, number), range(1, ACCOUNTS + 1)))

    for number, (sid, tasks) in enumerate(lives, 1):
        assert sid == f"AC{number:032x}"
        assert [task["attributes"] for task in tasks] == [f'{{"account":{number}}}']
        assert [task["age"] for task in tasks] == [number]
    assert len({tasks[0]["sid"] for _, tasks in lives}) == ACCOUNTS


def test_fifty_threads_on_one_account_lose_nothing(server):
    account = ACCOUNTS + 1
    [workspace] = ask("GET", f"{server.url}/v1/Workspaces", account)["workspaces"]
    tasks = workspace["links"]["tasks"]

    with ThreadPoolExecutor(THREADS) as pool:
        made = list(pool.map(lambda _: ask("POST", tasks, account), range(500)))

    listed = ask("GET", f"{tasks}?PageSize=1000", account)["tasks"]
    assert {task["sid"] for task in made} == {task["sid"] for task in listed}
    assert len(listed) == 500
    numbers = [entry["number"] for entry in journal(server, account)]
    assert numbers == sorted(set(numbers))


def journal(server, account):
    return ask("GET", f"{server.url}/mocktr/journal", account)["entries"]
