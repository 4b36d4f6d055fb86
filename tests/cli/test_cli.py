"""The command line, as a user calls it."""

import json
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
import requests
from click.testing import CliRunner

from mocktr import Server, cli

MOCKTR = (sys.executable, "-m", "mocktr")
ACCOUNT = ("AC" + "a" * 32, "token")


@contextmanager
def serving(*options):
    """`mocktr serve` on free ports: the process, its URL, and what it printed."""
    tls = ("--tls-port", "0") if "--tls" in options else ()
    command = (*MOCKTR, "serve", "--port", "0", *tls, *options)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        lines = [process.stdout.readline()]
        while lines[-1] and ("--proxy" if tls else "/mocktr/health") not in lines[-1]:
            lines.append(process.stdout.readline())
        try:
            yield process, re.search(r"http://\S+", lines[0]).group(), "".join(lines)
        finally:
            process.kill()


def run(*arguments):
    return subprocess.run((*MOCKTR, *arguments), capture_output=True, text=True, check=False)


def invoke(*arguments):
    """The same in this process, which has loaded everything."""
    return CliRunner().invoke(cli.main, arguments)


def test_serve_prints_how_to_call_it_and_answers():
    with serving("--seed", "support") as (_, url, printed):
        answer = requests.get(url + "/v1/Workspaces", auth=ACCOUNT, timeout=10)

    assert "serves support on http://127.0.0.1:" in printed
    assert f"curl -u ACxxx:token {url}/v1/Workspaces" in printed
    assert [one["friendly_name"] for one in answer.json()["workspaces"]] == ["Support"]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_serve_ends_cleanly_and_at_once(name):
    with serving() as (process, url, _), requests.Session() as idle:
        idle.get(url + "/mocktr/health", timeout=10)

        process.send_signal(getattr(signal, name))
        code = process.wait(timeout=10)

        assert (code, process.stderr.read()) == (0, "")


def test_serve_ends_cleanly_when_it_is_told_several_times():
    with serving() as (process, _, _):
        for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM):
            process.send_signal(signum)
        code = process.wait(timeout=10)

        assert (code, process.stderr.read()) == (0, "")


def test_worlds_survive_a_server_that_is_killed_and_one_that_ends(tmp_path):
    """The command of state.rst."""
    file, wait = tmp_path / "worlds.json", threading.Event()
    options = ("--seed", "support", "--state", str(file), "--state-every", "0.02")

    def spaces(url, method="GET", **form):
        return requests.request(
            method, url + "/v1/Workspaces", auth=ACCOUNT, data=form, timeout=10
        ).json()

    with serving(*options) as (process, url, _):
        spaces(url, "POST", FriendlyName="First")
        while not (file.exists() and "First" in file.read_text()):
            wait.wait(0.01)
        process.kill()
    with serving(*options[:4]) as (process, url, _):
        names = [one["friendly_name"] for one in spaces(url)["workspaces"]]
        spaces(url, "POST", FriendlyName="Second")
        process.terminate()
        assert (process.wait(timeout=10), process.stderr.read()) == (0, "")

    assert names == ["Support", "First"]
    assert "Second" in file.read_text()
    assert [one.name for one in tmp_path.iterdir()] == ["worlds.json"]


def test_the_clock_is_real_unless_told_otherwise():
    with serving() as (_, real, _), serving("--clock", "manual") as (_, manual, _):
        modes = [
            requests.get(url + "/mocktr/clock", auth=ACCOUNT, timeout=10).json()["mode"]
            for url in (real, manual)
        ]

    assert modes == ["real", "manual"]


def test_options_reach_the_sandbox():
    options = (
        *("--seed", "support", "--clock", "manual", "--start-at", "2031-01-01T00:00:00Z"),
        *("--base-url", "https://taskrouter.example", "--routing", "manual"),
        *("--strict-auth", "--auth-token", "secret"),
    )
    with serving(*options) as (_, url, _):
        refused = requests.get(url + "/v1/Workspaces", auth=ACCOUNT, timeout=10)
        right = (ACCOUNT[0], "secret")
        [workspace] = requests.get(url + "/v1/Workspaces", auth=right, timeout=10).json()[
            "workspaces"
        ]
        scheduler = requests.get(url + "/mocktr/scheduler", auth=right, timeout=10).json()

    assert refused.status_code == 401
    assert workspace["url"].startswith("https://taskrouter.example/v1/Workspaces/WS")
    assert (scheduler["mode"], scheduler["now"]) == ("manual", "2031-01-01T00:00:00Z")


def test_several_seeds_make_one_world(tmp_path):
    second = tmp_path / "second.yaml"
    second.write_text("workspaces: [{friendly_name: Second}]")

    with serving("--seed", "support", "--seed", str(second)) as (_, url, _):
        answer = requests.get(url + "/v1/Workspaces", auth=ACCOUNT, timeout=10).json()

    assert [one["friendly_name"] for one in answer["workspaces"]] == ["Support", "Second"]


def test_a_port_in_use_is_a_clear_error():
    with serving() as (_, url, _):
        port = url.rpartition(":")[2]

        result = run("serve", "--port", port)

    assert result.returncode == 1
    assert f"Error: cannot listen on 127.0.0.1:{port}: Address already in use" in result.stderr
    assert "--port 0" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--seed", "nowhere"), "nowhere: no such file, and no seed of this name; there are"),
        (("--start-at", "noon"), "start_at: expected an ISO 8601 date-time"),
        (("--base-url", "example.org"), "base_url: expected an http or https URL, got"),
        (("--port", "70000"), "port: expected a number from 0 to 65535, got 70000"),
        (("--tls-ca", "ca.pem"), "--tls-ca and --tls-ca-cert are for --tls"),
        (("--tls", "--tls-ca", "/nowhere/ca"), "tls_ca: cannot write /nowhere/ca: No such file"),
        (("--tls", "--tls-ca", "setup.cfg"), "tls_ca: setup.cfg: expected the key and the cert"),
        (("--host", "nowhere.invalid"), "cannot listen on nowhere.invalid:8275: "),
        (("--clock", "virtual"), "'virtual' is not one of 'real', 'manual'"),
        (("--admin-token", ""), "admin_token: expected ASCII letters, digits and signs"),
        (("--strict-auth",), "strict_auth: expected a seed with accounts, or an auth_token"),
    ],
)
def test_a_wrong_option_is_one_line_without_a_traceback(arguments, message):
    result = run("serve", *arguments)

    assert result.returncode != 0
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_check_says_what_is_wrong_and_where(tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        "workspaces:\n"
        "  - friendly_name: Support\n"
        "    workers:\n"
        "      - {friendly_name: alice, activity: Avialable}\n"
        "      - {friendly_name: bob, channels: {voice: many}}\n"
    )

    result = invoke("check", "support", str(bad))

    assert result.exit_code == 1
    assert result.stdout == "support: ok\n"
    assert result.stderr == (
        'bad.yaml:4: workspaces[0].workers[0].activity: no activity "Avialable"; '
        "there are Offline, Available, Unavailable\n"
        "bad.yaml:5: workspaces[0].workers[1].channels.voice: expected an integer, "
        'got "many"\n'
    )


def test_check_warns_of_keys_that_twilio_ignores(tmp_path):
    odd = tmp_path / "odd.yaml"
    odd.write_text(
        "workspaces:\n"
        "  - friendly_name: Support\n"
        "    task_queues: [{friendly_name: All}]\n"
        "    workflows:\n"
        "      - friendly_name: Main\n"
        "        configuration: {task_routing: {default_filter: {queue: All, timeout: 3}}}\n"
    )

    result = invoke("check", str(odd))

    assert result.exit_code == 0
    assert "warning: odd.yaml:6: workspaces[0].workflows[0].configuration" in result.stderr
    assert ".default_filter.timeout: unknown key" in result.stderr


def test_the_journal_has_a_bound_and_rate_limits_hold_where_told():
    options = ("--journal", "2", "--rate-limits", "--clock", "manual", "--seed", "minimal")
    with serving(*options) as (_, url, _):
        [workspace] = requests.get(f"{url}/v1/Workspaces", auth=ACCOUNT, timeout=10).json()[
            "workspaces"
        ]
        ask = {"TargetWorkersExpression": "1==1"}
        statuses = [
            requests.get(workspace["links"]["workers"], ask, auth=ACCOUNT, timeout=10).status_code
            for _ in range(4)
        ]
        journal = requests.get(f"{url}/mocktr/journal", auth=ACCOUNT, timeout=10).json()

    assert statuses == [200, 200, 200, 429]
    assert [one["number"] for one in journal["entries"]] == [4, 5]


def test_the_version_is_printed():
    assert run("--version").stdout.startswith("mocktr, version ")


@pytest.mark.parametrize("name", cli.SUBCOMMANDS)
def test_a_subcommand_is_listed_with_what_it_says_itself(name):
    command = cli.load(name)

    [listed] = [one for one in cli.main.commands.values() if one.name == name]

    assert command.name == name
    assert listed.get_short_help_str() == command.get_short_help_str()


def test_explain_asks_a_running_server():
    with serving("--seed", "support", "--clock", "manual") as (_, url, _):
        workspaces = requests.get(url + "/v1/Workspaces", auth=ACCOUNT, timeout=10).json()
        tasks = workspaces["workspaces"][0]["links"]["tasks"]
        data = {"Attributes": '{"language": "es"}'}
        sid = requests.post(tasks, auth=ACCOUNT, data=data, timeout=10).json()["sid"]

        told = invoke("explain", sid, "--url", url)
        as_json = invoke("explain", sid, "--url", url, "--account", ACCOUNT[0], "--json")
        unknown = invoke("explain", "WT1", "--url", url)

    assert "offered to bob" in told.stdout
    assert json.loads(as_json.stdout)["assignment_status"] == "reserved"
    assert (unknown.exit_code, unknown.stderr) == (
        1,
        "Error: no account has anything at /mocktr/tasks/WT1/explain\n",
    )


def test_explain_says_where_nobody_answers():
    result = invoke("explain", "WT1", "--url", "http://127.0.0.1:9")

    assert result.exit_code == 1
    assert "Error: no answer from mocktr at http://127.0.0.1:9" in result.stderr


def test_eval_says_whether_an_expression_is_true_and_what_each_part_saw():
    true = invoke("eval", 'skills HAS "en"', "--worker", '{"skills": ["en"]}')
    false = invoke("eval", "level > 1 AND vip == true", "--task", '{"level": 2}')

    assert (true.exit_code, true.stdout, true.stderr) == (
        0,
        'skills HAS "en" is true, skills is ["en"]\n',
        "",
    )
    assert (false.exit_code, false.stdout) == (
        0,
        "level > 1 AND vip == true is false\n"
        "  level > 1 is true, level is 2\n"
        "  vip == true is false, vip is null\n",
    )


def test_eval_knows_a_time_and_can_answer_in_json():
    now = ("--now", "2030-01-07T18:30:00Z")
    result = invoke("eval", "taskrouter.currentTime > 1829 AND a == 1", *now, "--json")

    assert json.loads(result.stdout)["value"] is False
    assert json.loads(result.stdout)["parts"][0]["saw"] == {"taskrouter.currentTime": 1830}


def test_eval_points_at_what_is_wrong():
    result = invoke("eval", "skills HAS 'en' AND level >= ]")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: expression: line 1:29 no viable alternative at input ']'\n"
        "skills HAS 'en' AND level >= ]\n"
        "                             ^\n"
    )


def test_eval_reads_leniently_where_told():
    assert invoke("eval", "*(1==1)").exit_code == 2
    assert invoke("eval", "*(1==1)", "--lenient").stdout == (
        "1 == 1 is true\nwarning: line 1:0 token recognition error at: '*'\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--worker", "alice"), 'worker: expected attributes as a JSON object, got "alice"'),
        (("--task", "[1]"), 'task: expected attributes as a JSON object, got "[1]"'),
        (("--now", "noon"), "now: expected an ISO 8601 date-time such as 2030-01-07T09:00:00Z"),
    ],
)
def test_eval_tells_of_an_option_that_can_not_be_read(arguments, message):
    result = invoke("eval", "1==1", *arguments)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {message}")


def test_serve_can_close_the_admin_api():
    with serving("--admin-token", "s3cret") as (_, url, _):
        headers = {"X-Mocktr-Token": "s3cret"}
        health = requests.get(url + "/mocktr/health", timeout=10)
        without = requests.get(url + "/mocktr/clock", timeout=10)
        right = requests.get(url + "/mocktr/clock", headers=headers, timeout=10)

    assert [one.status_code for one in (health, without, right)] == [200, 401, 200]


def test_serve_takes_the_token_from_the_environment(monkeypatch):
    monkeypatch.setenv("MOCKTR_ADMIN_TOKEN", "s3cret")

    with serving() as (_, url, _):
        assert requests.get(url + "/mocktr/clock", timeout=10).status_code == 401


def test_serve_logs_requests_where_told():
    with serving("--log-format", "json") as (process, url, _):
        requests.get(url + "/v1/Workspaces", auth=ACCOUNT, timeout=10)
        process.send_signal(signal.SIGTERM)
        [line] = process.stderr.readlines()

    told = json.loads(line)
    assert (told["method"], told["path"], told["status"]) == ("GET", "/v1/Workspaces", 200)
    assert told["account"] == ACCOUNT[0]


def test_serve_takes_options_from_the_environment(monkeypatch):
    monkeypatch.setenv("MOCKTR_CLOCK", "manual")
    monkeypatch.setenv("MOCKTR_SEED", "support minimal")
    # What Kubernetes sets for a service of this name is not meant for us.
    monkeypatch.setenv("MOCKTR_PORT", "tcp://10.0.0.1:8275")

    with serving() as (_, _, printed):
        assert "serves support, minimal on http://127.0.0.1:" in printed
        assert "(manual clock)" in printed


# --- as the real host


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_serve_over_tls_prints_how_to_call_it_and_ends_cleanly(tmp_path, name):
    certificate = tmp_path / "ca.pem"
    options = ("--seed", "support", "--tls", "--tls-ca-cert", str(certificate))
    with serving(*options) as (process, _, printed), requests.Session() as idle:
        idle.trust_env, idle.verify = False, str(certificate)
        url = re.search(r"https://127\S+\d", printed).group()
        answer = idle.get(url + "/v1/Workspaces", auth=ACCOUNT, timeout=10)

        process.send_signal(getattr(signal, name))
        code = process.wait(timeout=10)

        assert (code, process.stderr.read()) == (0, "")
    assert answer.json()["workspaces"][0]["url"].startswith(url)


def test_the_curl_command_that_serve_prints_is_answered_as_the_real_host(tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("no curl")
    with serving("--seed", "support", "--tls", "--tls-ca-cert", str(tmp_path / "ca.pem")) as served:
        [command] = [line.strip() for line in served[2].splitlines() if "--proxy" in line]
        told = subprocess.check_output([*shlex.split(command), "-sS", "--max-time", "10"])

    [workspace] = json.loads(told)["workspaces"]
    assert workspace["url"].startswith("https://taskrouter.twilio.com/v1/Workspaces/WS")


def test_the_authority_is_the_same_in_the_next_run(tmp_path):
    file = str(tmp_path / "kept.pem")
    printed = run("ca", file).stdout
    for run_number in range(2):
        certificate = tmp_path / f"{run_number}.pem"
        with serving("--tls", "--tls-ca", file, "--tls-ca-cert", str(certificate)):
            assert certificate.read_text() == printed

    assert printed.startswith("-----BEGIN CERTIFICATE-----\n")
    assert "PRIVATE" not in printed


def test_a_tls_port_in_use_is_a_clear_error():
    with serving() as (_, url, _):
        port = url.rpartition(":")[2]

        result = run("serve", "--port", "0", "--tls", "--tls-port", port)

    assert result.returncode == 1
    assert f"Error: cannot listen on 127.0.0.1:{port}: Address already in use" in result.stderr
    assert "choose another port with --tls-port, or --tls-port 0" in result.stderr


def test_serve_keeps_its_memory_compact(monkeypatch):
    called = []
    monkeypatch.setattr("mocktr.server.memory.keep_compact", lambda: called.append("keep_compact"))
    monkeypatch.setattr(Server, "serve", lambda self: called.append("serve"))

    assert CliRunner().invoke(cli.main, ["serve", "--port", "0"]).exit_code == 0

    assert called == ["keep_compact", "serve"]


def test_serve_goes_without_a_python_that_can_not_do_so(monkeypatch):
    called = []
    monkeypatch.setitem(sys.modules, "mocktr.server.memory", None)
    monkeypatch.setattr(Server, "serve", lambda self: called.append("serve"))

    assert CliRunner().invoke(cli.main, ["serve", "--port", "0"]).exit_code == 0

    assert called == ["serve"]


@pytest.mark.parametrize("missing", ["trustme", "cryptography"])
def test_without_the_extra_tls_says_what_to_install(monkeypatch, missing):
    # Other tests may have loaded parts of it, which would be found by themselves.
    for name in [missing, *(name for name in sys.modules if name.startswith(f"{missing}."))]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "mocktr.server.certificates", raising=False)

    result = CliRunner().invoke(cli.main, ["serve", "--tls", "--port", "0"])

    assert (result.exit_code, result.output) == (
        1,
        f"Error: {missing} is needed: pip install 'mocktr[tls]'\n",
    )
