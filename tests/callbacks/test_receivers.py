"""Functions, applications in this process, and hosts that are allowed."""

import asyncio
import sys
import threading

import pytest
import responses
from flask import Flask

from mocktr import OptionError, Sandbox
from mocktr import fixture as worlds
from mocktr.callbacks import Receivers

from .conftest import codes, outcomes, point, statuses
from .receiver import Receiver

ACCEPT = {"instruction": "accept"}


class Asgi:
    """An ASGI application that answers with what it was sent."""

    def __init__(self):
        self.scopes, self.bodies, self.threads = [], [], set()

    async def __call__(self, scope, receive, send):
        message = await receive()
        self.scopes.append(scope)
        self.bodies.append(message["body"])
        self.threads.add(threading.current_thread().name)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"instruction": ', "more_body": True})
        await send({"type": "http.response.body", "body": b'"accept"}'})


def test_a_function_gets_the_form_and_answers_an_instruction(world):
    calls = []

    def assign(call):
        calls.append(call)
        return ACCEPT

    world.on_assignment(assign)
    task = world.task(language="es")

    [call] = calls
    assert call.task_sid == task.sid
    assert call.task == {"language": "es"}
    assert call.worker == {"contact_uri": "sip:alice@example.com"}
    assert call.worker_sid == call.parameters["WorkerSid"]
    assert call.task_sid == call.form["TaskSid"]
    assert dict(call.form) == call.parameters
    assert call.reservation_sid == task.reservations.list()[0].sid


def test_a_function_that_answers_none_leaves_it_to_the_api(world):
    world.on_assignment(lambda call: None)

    assert statuses(world.task()) == ["pending"]


def test_a_coroutine_function_will_do(world):
    async def assign(call):
        await asyncio.sleep(0)
        return ACCEPT

    world.on_assignment(assign)

    assert statuses(world.task()) == ["accepted"]


def test_a_function_that_raises_breaks_no_request_but_is_told(world, caplog):
    def assign(call):
        raise ValueError("no such customer")

    world.on_assignment(assign)
    task = world.task()

    assert set(statuses(task)) == {"canceled"}
    assert set(codes(world)) == {11200}
    assert world.callbacks[0].reason == "the function raised ValueError: no such customer"
    assert "no such customer" in caplog.text


def test_an_answer_that_is_no_json_is_told(world):
    world.on_assignment(lambda call: {"instruction": object()})

    world.task()

    assert "TypeError" in world.callbacks[0].reason


def test_a_function_may_be_decorated(world):
    @world.on_assignment
    def assign(call):
        return ACCEPT

    assert statuses(world.task()) == ["accepted"]
    assert assign(None) == ACCEPT


@pytest.mark.parametrize("kind", ["assignment", "event"])
def test_what_is_no_function_is_refused(world, kind):
    with pytest.raises(OptionError, match=f"on_{kind}: expected a function or None, got 'accept'"):
        getattr(world, f"on_{kind}")("accept")


def test_a_function_takes_the_place_of_the_url(world):
    point(world, "https://live.example/events", "https://live.example/assign")
    world.on_assignment(lambda call: ACCEPT)
    world.on_event(lambda call: None)

    task = world.task()

    assert statuses(task) == ["accepted"]
    assert {one.url for one in world.callbacks[-1:]} == {None}


def test_events_tell_their_type_and_resource(world):
    seen = []
    world.on_event(lambda call: seen.append((call.type, call.resource_sid)))

    worker = world.worker("dave")

    assert seen == [("worker.created", worker.sid)]


def test_an_event_has_its_form_too(world):
    seen = []
    world.on_event(lambda call: seen.append(call.form["WorkerName"]))

    world.worker("dave")

    assert seen == ["dave"]


def test_a_wsgi_application_is_mounted_for_an_origin(world):
    app = Flask("app")
    app.add_url_rule("/assign", view_func=lambda: ACCEPT, methods=["POST"], endpoint="assign")
    world.mount("https://myapp.example", app)
    point(world, "", "https://MyApp.example:443/assign")

    assert statuses(world.task()) == ["accepted"]


def test_an_asgi_application_is_mounted_for_an_origin(world):
    app = Asgi()
    world.mount("https://myapp.example", app)
    point(world, "", "https://myapp.example/as%20sign?x=1")

    task = world.task()

    assert statuses(task) == ["accepted"]
    [scope] = app.scopes
    assert (scope["path"], scope["query_string"]) == ("/as sign", b"x=1")
    assert dict(scope["headers"])[b"host"] == b"myapp.example"
    assert f"TaskSid={task.sid}".encode() in app.bodies[0]


def test_an_asgi_application_has_one_loop_for_all_calls_also_beside_a_running_one(world):
    app = Asgi()
    world.mount("https://myapp.example", app)
    point(world, "", "https://myapp.example/assign")

    async def test():
        return [statuses(world.task()) for _ in range(2)]

    assert asyncio.run(test()) == [["accepted"], ["accepted"]]
    assert app.threads == {"mocktr-asgi"}


def test_an_application_that_raises_has_not_answered(world):
    def app(environ, start_response):
        raise RuntimeError("broken")

    world.mount("https://myapp.example", app)
    point(world, "", "https://myapp.example/assign")

    world.task()

    assert world.callbacks[0].reason == "the application raised RuntimeError: broken"


def test_an_application_may_spell_its_headers_as_it_likes(world):
    def app(environ, start_response):
        start_response("200 OK", [("content-type", "application/json")])
        return [b'{"instruction": "accept"}']

    world.mount("https://myapp.example", app)
    point(world, "", "https://myapp.example/assign")

    assert statuses(world.task()) == ["accepted"]


@pytest.mark.parametrize("url", ["https://[::1]:8443", "http://[::1]", "https://myapp.example:443"])
def test_the_signature_of_any_origin_is_accepted(world, url):
    receiver = Receiver(world.auth_token, assign=ACCEPT)
    world.mount(url, receiver.app)
    point(world, "", f"{url}/assign")

    assert statuses(world.task()) == ["accepted"]


def test_an_application_that_exits_has_not_answered(world):
    def app(environ, start_response):
        sys.exit("no configuration")

    world.mount("https://myapp.example", app)
    point(world, "", "https://myapp.example/assign")

    world.task()

    assert world.callbacks[0].reason == "the application raised SystemExit: no configuration"


def test_the_users_own_rules_receive_callbacks(world):
    with responses.RequestsMock() as mock:
        mock.post("https://live.example/assign", json=ACCEPT)
        point(world, "", "https://live.example/assign")
        task = world.task()

    assert statuses(task) == ["accepted"]


def test_the_users_own_rules_receive_callbacks_also_around_ours(seed):
    with responses.RequestsMock() as mock:
        mock.post("https://live.example/assign", json=ACCEPT)
        with worlds.in_process({"seed": seed, "tenants": "one"}) as world:
            point(world, "", "https://live.example/assign")
            task = world.task()

            assert statuses(task) == ["accepted"]


def test_a_host_is_allowed_by_a_pattern():
    sandbox = Sandbox(allow_callbacks=["*.test"])

    assert sandbox.receivers.reach.patterns == ("*.test",)


@pytest.mark.parametrize(
    ("option", "ports"),
    [("any", None), ("none", set()), ("3000,8080", {3000, 8080}), ([80], {80}), ((), set())],
)
def test_callbacks_go_to_the_ports_of_this_machine_that_are_named(option, ports):
    assert Sandbox(local_callbacks=option).receivers.reach.ports == ports


@pytest.mark.parametrize("option", ["", "some", "80,", [0], [65_536], 80, ["x"], None, [None]])
def test_ports_that_can_not_be_are_refused(option):
    with pytest.raises(OptionError, match="local_callbacks: expected any, none, or ports such as"):
        Sandbox(local_callbacks=option)


def test_a_callback_to_a_port_that_is_not_named_never_leaves():
    seed = "support"
    with worlds.in_process({"seed": seed, "tenants": "one", "local_callbacks": "none"}) as world:
        point(world, "", "http://localhost:9/assign")
        task = world.task()

        assert statuses(task) == ["pending"]
        [refused] = world.callbacks
        assert refused.outcome == "refused"
        assert refused.reason == "local_callbacks does not name the port 9 of this machine"


@pytest.mark.parametrize(
    "url",
    [
        "myapp.example",
        "ftp://myapp.example",
        "https://myapp.example/x",
        "https://myapp.example?x=1",
        "https://myapp.example:port",
        "https://[::1",
    ],
)
def test_a_mount_is_refused_without_an_origin(world, url):
    with pytest.raises(OptionError, match="expected an origin such as"):
        world.mount(url, Asgi())


def test_a_mount_is_refused_without_an_application(world):
    with pytest.raises(OptionError, match="expected a WSGI or ASGI application, got 'app'"):
        world.mount("https://myapp.example", "app")


def test_a_timeout_can_only_be_shortened():
    receivers = Receivers(timeout=6)

    assert receivers.seconds("assignment") == 5
    assert receivers.seconds("event") == 6
    assert Receivers().seconds("event") == 15


def test_a_function_that_was_taken_away_receives_nothing(world):
    def assign(call):
        world.on_assignment(None)

    world.on_assignment(assign)
    task = world.task(several=True)

    assert statuses(task) == ["pending"] * 3
    assert outcomes(world, "assignment") == ["answered", "refused", "refused"]
