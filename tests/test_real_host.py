"""Clients that were not changed, and talk to mocktr as to Twilio: see docs/deployment.rst."""

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest

from mocktr import Server
from mocktr.server.certificates import Authority

ACCOUNT = "AC" + "a" * 32
URL = "https://taskrouter.twilio.com/v1/Workspaces"
PYTHON = (sys.executable, "-c")

TWILIO = """
from twilio.rest import Client

print(Client().taskrouter.v1.workspaces.list()[0].url)
"""
TWILIO_ASYNC = """
import asyncio
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

async def main():
    async with AsyncTwilioHttpClient() as http_client:
        client = Client(http_client=http_client)
        print((await client.taskrouter.v1.workspaces.list_async())[0].url)

asyncio.run(main())
"""
REQUESTS = f"""
import requests

print(requests.get("{URL}", auth=("{ACCOUNT}", "token")).text)
"""
HTTPX = REQUESTS.replace("requests", "httpx")
URLLIB = f"""
from base64 import b64encode
from urllib.request import Request, urlopen

credentials = b64encode(b"{ACCOUNT}:token").decode()
headers = {{"Authorization": "Basic " + credentials}}
print(urlopen(Request("{URL}", headers=headers)).read().decode())
"""
NODE = f"""
require("https").get("{URL}", {{auth: "{ACCOUNT}:token"}}, answer => answer.pipe(process.stdout))
"""
CLIENTS = {
    "twilio": ((*PYTHON, TWILIO), "REQUESTS_CA_BUNDLE"),
    "requests": ((*PYTHON, REQUESTS), "REQUESTS_CA_BUNDLE"),
    "httpx": ((*PYTHON, HTTPX), "SSL_CERT_FILE"),
    "urllib": ((*PYTHON, URLLIB), "SSL_CERT_FILE"),
    "curl": (("curl", "-sS", "-u", f"{ACCOUNT}:token", URL), "CURL_CA_BUNDLE"),
    "twilio async": ((*PYTHON, TWILIO_ASYNC), "SSL_CERT_FILE"),
    "node": (("node", "-e", NODE), "NODE_EXTRA_CA_CERTS"),
}
"""Each client's command, and the variable by which it is told whom to trust."""

ASK_NO_PROXY = {"twilio async", "node"}
"""These take no proxy from the environment."""


def run(client, *, inside=(), **variables):
    """What a client prints, in an environment that knows of no other proxy and certificate."""
    command, _ = CLIENTS[client]
    if client == "httpx":
        pytest.importorskip("httpx")
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]}")
    other = re.compile("proxy|ca_bundle|ca_certs|ssl_cert|^twilio_", re.IGNORECASE)
    environment = {name: value for name, value in os.environ.items() if not other.search(name)}
    credentials = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": "token"}
    return subprocess.run(
        (*inside, *command),
        env={**environment, **credentials, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return tmp_path_factory.mktemp("ca") / "ca.pem"


@pytest.fixture(scope="module")
def server(certificate):
    authority = Authority()
    authority.write_certificate(certificate)
    with Server(seed="support", tls=authority.context(), admin_token="s3cret") as server:
        yield server


@pytest.fixture(scope="module")
def proxy(server):
    return f"http://127.0.0.1:{server.tls.port}"


# --- by a proxy


@pytest.mark.parametrize("client", [one for one in CLIENTS if one not in ASK_NO_PROXY])
def test_a_client_is_led_here_by_its_proxy(client, proxy, certificate):
    _, trust = CLIENTS[client]

    told = run(client, HTTPS_PROXY=proxy, **{trust: str(certificate)})

    assert f"{URL}/WS" in told.stdout, told.stderr


def test_the_helper_library_may_ask_an_edge_in_a_region(proxy, certificate):
    place = {"TWILIO_EDGE": "dublin", "TWILIO_REGION": "ie1"}

    told = run("twilio", HTTPS_PROXY=proxy, REQUESTS_CA_BUNDLE=str(certificate), **place)

    assert "https://taskrouter.dublin.ie1.twilio.com/v1/Workspaces/WS" in told.stdout, told.stderr


def test_who_does_not_trust_the_certificate_says_so(proxy):
    told = run("twilio", HTTPS_PROXY=proxy)

    assert told.returncode != 0
    assert "CERTIFICATE_VERIFY_FAILED" in told.stderr


def test_the_proxy_tells_other_hosts_why_it_refuses(proxy):
    code = "import requests; requests.get('https://mocktr.invalid/')"
    told = subprocess.run(
        (*PYTHON, code),
        env={**os.environ, "HTTPS_PROXY": proxy, "NO_PROXY": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "403 Forbidden: mocktr answers for *.twilio.com only" in told.stderr


# --- by its name


def curl(server, certificate, path, *options, port=443):
    if shutil.which("curl") is None:
        pytest.skip("no curl")
    lead = f"taskrouter.twilio.com:{port}:127.0.0.1:{server.tls.port}"
    told = subprocess.check_output(
        [
            *("curl", "-sS", "--max-time", "10", "--noproxy", "*"),
            *("--cacert", str(certificate), "--connect-to", lead, *options),
            f"https://taskrouter.twilio.com{path}",
        ],
    )
    return json.loads(told)


def test_curl_is_led_here_by_an_option(server, certificate):
    answer = curl(server, certificate, "/v1/Workspaces", "-u", f"{ACCOUNT}:token")

    assert answer["workspaces"][0]["url"].startswith(f"{URL}/WS")


def test_under_twilios_name_there_is_no_admin_api_without_the_token(server, certificate):
    reset = ("-X", "POST", "-u", f"{ACCOUNT}:token")
    without = curl(server, certificate, "/mocktr/reset", *reset)
    health = curl(server, certificate, "/mocktr/health")
    wrong = curl(server, certificate, "/mocktr/reset", *reset, "-H", "X-Mocktr-Token: wrong")
    right = curl(server, certificate, "/mocktr/clock", "-H", "X-Mocktr-Token: s3cret")

    assert [one["code"] for one in (without, health, wrong)] == [20404] * 3
    assert right["mode"] == "manual"


HOSTS = "127.0.0.1 localhost taskrouter.twilio.com\n"
OWN_NETWORK = ("unshare", "--map-root-user", "--net", "--mount", "sh", "-c")
SETUP = "ip link set lo up && mount --bind {hosts} /etc/hosts"


@contextmanager
def machine(folder):
    """Serves as the real host on a machine of its own, and gives the command to run others there.

    It has no network but itself, and a hosts file that says that Twilio is there.
    """
    hosts, certificate = folder / "hosts", folder / "ca.pem"
    hosts.write_text(HOSTS)
    setup = SETUP.format(hosts=hosts)
    try:
        subprocess.run((*OWN_NETWORK, setup), check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs Linux, and to be allowed to make namespaces")
    serve = f"{sys.executable} -m mocktr serve --seed support --tls --tls-port 443"
    command = f"{setup} && exec {serve} --tls-ca-cert {certificate}"
    with subprocess.Popen((*OWN_NETWORK, command), stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        enter = ("nsenter", "--target", str(process.pid), "--user", "--net", "--mount")
        try:
            yield (*enter, "--preserve-credentials"), certificate
        finally:
            process.kill()


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    with machine(tmp_path_factory.mktemp("machine")) as elsewhere:
        yield elsewhere


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_is_led_here_by_the_hosts_file(client, elsewhere):
    enter, certificate = elsewhere
    _, trust = CLIENTS[client]

    told = run(client, inside=enter, **{trust: str(certificate)})

    assert f"{URL}/WS" in told.stdout, told.stderr
