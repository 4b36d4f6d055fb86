"""The recipes of docs/deployment.rst, as far as they run on one machine."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
import yaml

from mocktr import Sandbox, Server
from mocktr.cli.serve import serve
from mocktr.server.options import LOG_FORMAT, OPTIONS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGE = (DOCS / "deployment.rst").read_text()
VARIABLES = {option.envvar: option for option in (*OPTIONS, LOG_FORMAT)}


# --- files


@pytest.mark.parametrize("path", re.findall(r"``((?:docs|tests)/[\w./]+\.?\w+)``", PAGE))
def test_every_file_that_is_named_exists(path):
    assert (ROOT / path).exists()


def test_every_option_that_is_named_exists():
    ours = {spelled for option in serve.params for spelled in option.opts}
    named = set(re.findall(r"``(?:mocktr serve )?(--[a-z-]+)", PAGE))

    assert "--tls-ca" in named
    assert named - {"--cacert", "--resolve", "--help"} <= ours


def test_every_variable_that_is_named_exists():
    files = [PAGE, *((DOCS / name).read_text() for name in RECIPES)]
    named = set(re.findall(r"MOCKTR_\w+", "".join(files)))

    assert "MOCKTR_SEED" in named
    assert named - {"MOCKTR_URL", "MOCKTR_PORT"} <= {
        *VARIABLES,
        *(one.envvar for one in serve.params),
    }


RECIPES = ["Dockerfile", "compose.yaml", "github-actions.yaml", "nginx.conf"]


def test_the_service_of_a_composition_is_found_as_the_real_hosts():
    recipe = yaml.safe_load((DOCS / "compose.yaml").read_text())
    mocktr, app = recipe["services"]["mocktr"], recipe["services"]["app"]

    aliases = mocktr["networks"]["default"]["aliases"]
    assert aliases == ["taskrouter.twilio.com", "api.twilio.com"]
    assert (DOCS / mocktr["build"]["context"] / mocktr["build"]["dockerfile"]).exists()
    assert app["depends_on"]["mocktr"]["condition"] == "service_healthy"
    with Sandbox(allow_callbacks=[mocktr["environment"]["MOCKTR_ALLOW_CALLBACKS"]]):
        assert "HEALTHCHECK" in (DOCS / "Dockerfile").read_text()


def test_a_job_of_github_waits_for_health_and_leads_its_tests_here():
    [job] = yaml.safe_load((DOCS / "github-actions.yaml").read_text())["jobs"].values()
    service, step = job["services"]["mocktr"], job["steps"][-1]

    assert "mocktr ctl health" in service["options"]
    proxy = step["env"]["HTTPS_PROXY"].rpartition(":")[2]
    assert f"127.0.0.1:{proxy}:443" in service["ports"]


# --- the container


def test_the_image_is_made_of_all_that_it_needs(tmp_path):
    dockerfile = (DOCS / "Dockerfile").read_text()
    for sources, target in re.findall(r"^COPY (.+) /src/(\w*)$", dockerfile, re.M):
        for path in sources.split():
            if target:
                shutil.copytree(ROOT / path, tmp_path / target, symlinks=True)
            else:
                shutil.copy(ROOT / path, tmp_path)

    command = (
        "import sys; sys.path[0] = '.'; from mocktr.cli import main; main(['check', 'support'])"
    )
    subprocess.run((sys.executable, "-I", "-c", command), cwd=tmp_path, check=True)
    assert {path.name for path in tmp_path.iterdir()} >= {"setup.cfg", "setup.py", "README.rst"}


def test_the_command_of_the_image_serves_and_is_healthy(tmp_path):
    """On other ports and with another folder; the image itself is not built here."""
    dockerfile = (DOCS / "Dockerfile").read_text()
    command = [part.replace("/ca/", f"{tmp_path}/") for part in instruction(dockerfile, "CMD")]
    command[command.index("--tls-port") + 1] = "0"
    settings = dict(re.findall(r"(MOCKTR_\w+)=(\w+)", dockerfile))
    with subprocess.Popen(
        (sys.executable, "-m", "mocktr", *command, "--port", "0"),
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        port = re.search(r"http://0.0.0.0:(\d+)", process.stdout.readline())[1]
        health = instruction(dockerfile, "HEALTHCHECK .* CMD")
        answer = subprocess.run(
            (sys.executable, "-m", *health),
            env={**os.environ, "MOCKTR_URL": f"http://127.0.0.1:{port}"},
            check=False,
        )
        process.terminate()
        [logged] = process.stderr.readlines()

    assert (answer.returncode, process.returncode) == (0, 0)
    assert json.loads(logged)["path"] == "/mocktr/health"
    assert {path.name for path in tmp_path.iterdir()} == {"authority.pem", "ca.pem"}


def instruction(dockerfile, name):
    return json.loads(re.search(rf"^{name} (\[.*\])$", dockerfile, re.M)[1])


# --- several processes behind nginx

KEY, OWNER = "SK" + "0123456789abcdef" * 2, "AC" + "0123456789abcdef" * 2


@pytest.fixture
def shards(tmp_path):
    """The URL of nginx, and the servers behind it; these are in this process."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("no nginx")
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(seed="support")) for _ in range(3)]
        url, config = configured(servers, tmp_path)
        process = subprocess.Popen((program, "-p", tmp_path, "-e", "stderr", "-c", config))
        stack.callback(process.wait)
        stack.callback(process.terminate)
        await_listening(process, url)
        yield url, servers


def configured(servers, folder):
    """docs/nginx.conf on free ports, writing to a folder, with the example of a key."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        listening = free.getsockname()[1]
    ports = iter([server.http.port for server in servers])
    text = (DOCS / "nginx.conf").read_text()
    text = re.sub(r"(?<=server 127\.0\.0\.1:)\d+", lambda _: str(next(ports)), text)
    text = text.replace("127.0.0.1:8275", f"127.0.0.1:{listening}").replace("# SK", "SK")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in kinds)
    text = text.replace("http {", f"http {{ access_log off; {paths}", 1)
    config = folder / "nginx.conf"
    config.write_text(f"daemon off; master_process off; pid {folder}/pid;\n{text}")
    return f"http://127.0.0.1:{listening}", config


def await_listening(process, url):
    host, _, port = url.removeprefix("http://").partition(":")
    while process.poll() is None:
        try:
            socket.create_connection((host, int(port))).close()
        except ConnectionError:
            continue
        return
    raise RuntimeError("nginx ended")


def ask(url, account, path="/v1/Workspaces", method="GET", **options):
    return requests.request(method, url + path, auth=(account, "token"), timeout=10, **options)


def homes(servers, account):
    return [server for server in servers if account in server.sandbox.tenants()]


def test_nginx_leads_an_account_to_the_same_process_always(shards):
    url, servers = shards
    accounts = [f"AC{number:032x}" for number in range(24)]
    for account in accounts * 2:
        workspace = ask(url, account).json()["workspaces"][0]
        ask(workspace["links"]["tasks"], account, "", "POST", data={"Attributes": "{}"})
    tasks = [
        len(ask(workspace["links"]["tasks"], account, "").json()["tasks"])
        for account in accounts
        for workspace in ask(url, account).json()["workspaces"]
    ]

    assert tasks == [2] * 24
    assert [len(homes(servers, account)) for account in accounts] == [1] * 24
    assert all(server.sandbox.tenants() for server in servers)


def test_behind_nginx_urls_are_those_of_nginx(shards):
    url, _ = shards

    assert ask(url, OWNER).json()["workspaces"][0]["url"].startswith(f"{url}/v1/Workspaces/WS")


def test_nginx_leads_an_api_key_to_where_its_account_is(shards):
    url, servers = shards
    ask(url, OWNER)
    ask(url, KEY)

    [home] = homes(servers, OWNER)
    # Without a seed that says whose key it is, the key is an account of its own.
    assert homes(servers, "AC" + KEY[2:]) == [home]


def test_nginx_asks_no_other_process_where_one_is_down(shards):
    url, servers = shards
    ask(url, OWNER)
    [home] = homes(servers, OWNER)
    home.stop()

    statuses = [ask(url, OWNER).status_code for _ in range(3)]

    assert statuses == [502] * 3
    assert homes(servers, OWNER) == [home]


def test_commands_behind_nginx_go_to_the_account(shards):
    url, _ = shards
    moved = ask(url, OWNER, "/mocktr/clock/advance", "POST", json={"seconds": 60})

    assert moved.json()["now"] == "2030-01-07T09:01:00Z"
    assert ask(url, "AC" + "b" * 32, "/mocktr/clock").json()["now"] == "2030-01-07T09:00:00Z"
