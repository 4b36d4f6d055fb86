"""A sandbox on a real port."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from mocktr import OptionError, Sandbox, Server
from mocktr.server.certificates import Authority

ACCOUNT = ("AC" + "a" * 32, "token")


def test_it_answers_on_a_free_port():
    with Server(seed="support") as server:
        answer = requests.get(server.url + "/v1/Workspaces", auth=ACCOUNT, timeout=10)

    [workspace] = answer.json()["workspaces"]
    assert workspace["url"].startswith(server.url + "/v1/Workspaces/WS")


def test_it_serves_a_sandbox_that_is_given():
    sandbox = Sandbox(seed="support", tenants="one")
    with Server(sandbox) as server:
        requests.get(server.url + "/v1/Workspaces", auth=ACCOUNT, timeout=10).raise_for_status()

    assert server.sandbox is sandbox


def test_a_stopped_server_is_gone():
    with Server() as server:
        host, port = server.http.host, server.http.port

    with pytest.raises(OSError, match="refused"):
        socket.create_connection((host, port), timeout=1).close()


def test_it_answers_over_tls_too(tmp_path):
    authority = Authority()
    authority.write_certificate(tmp_path / "ca.pem")
    with Server(seed="support", tls=authority.context()) as server, requests.Session() as session:
        session.trust_env, session.verify = False, str(tmp_path / "ca.pem")
        answer = session.get(server.tls_url + "/v1/Workspaces", auth=ACCOUNT, timeout=10)

    assert server.tls_url.startswith("https://127.0.0.1:")
    assert answer.json()["workspaces"][0]["url"].startswith(server.tls_url + "/v1/Workspaces/WS")


def test_without_tls_there_is_no_second_port():
    with Server() as server:
        assert server.tls_url is None


def test_where_one_port_is_taken_the_other_is_given_back():
    with Server() as other:
        server = Server(tls=Authority().context(), tls_port=other.http.port)
        with pytest.raises(OSError, match="Address already in use"):
            server.start()

    socket.create_server((server.http.host, server.http.port)).close()


@pytest.mark.parametrize("name", ["port", "tls_port"])
def test_a_port_that_can_not_be_is_refused(name):
    with pytest.raises(OptionError, match=f"^{name}: expected a number from 0 to 65535, got 70000"):
        Server(**{name: 70000})


def test_concurrent_requests_of_one_account_are_all_done():
    def create(number):
        data = {"FriendlyName": f"worker {number}"}
        return requests.post(url, data=data, auth=ACCOUNT, timeout=10).status_code

    with Server(seed="support") as server:
        listed = requests.get(server.url + "/v1/Workspaces", auth=ACCOUNT, timeout=10).json()
        url = listed["workspaces"][0]["links"]["workers"]
        with ThreadPoolExecutor(16) as pool:
            statuses = list(pool.map(create, range(48)))
        workers = requests.get(url + "?PageSize=100", auth=ACCOUNT, timeout=10).json()["workers"]

    assert set(statuses) == {201}
    assert len({worker["sid"] for worker in workers}) == 52


def test_accounts_on_one_server_never_meet():
    def story(number):
        auth = (f"AC{number:032x}", "token")
        with requests.Session() as session:
            listed = session.get(server.url + "/v1/Workspaces", auth=auth, timeout=10).json()
            tasks = listed["workspaces"][0]["links"]["tasks"]
            for _ in range(3):
                session.post(tasks, auth=auth, data={"Attributes": "{}"}, timeout=10)
            session.post(
                server.url + "/mocktr/clock/advance",
                auth=auth,
                json={"seconds": number},
                timeout=10,
            )
            listed = session.get(tasks, auth=auth, timeout=10).json()["tasks"]
            return [one["age"] for one in listed]

    with Server(seed="support") as server, ThreadPoolExecutor(8) as pool:
        ages = list(pool.map(story, range(1, 25)))

    assert ages == [[number] * 3 for number in range(1, 25)]
