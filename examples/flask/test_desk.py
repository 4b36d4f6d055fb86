import pytest
from desk import create_app


@pytest.fixture
def app(taskrouter):
    app = create_app()
    taskrouter.mount("https://desk.example", app)
    return app


def test_a_spanish_customer_is_called_back_by_bob(app, taskrouter):
    asked = app.test_client().post("/requests", json={"language": "es", "phone": "+34600"})

    taskrouter.assert_assigned(asked.json["task"], worker="bob")
    [call] = taskrouter.calls
    assert (call.to, call.url) == ("+15550102", "https://desk.example/connect?to=34600")


def test_a_customer_waits_while_everybody_is_busy(app, taskrouter):
    desk = app.test_client()
    desk.post("/requests", json={"language": "es", "phone": "+34600"})

    second = desk.post("/requests", json={"language": "es", "phone": "+34700"})

    taskrouter.assert_waiting(second.json["task"], queue="Spanish")


def test_only_twilio_may_ask_for_an_instruction(app):
    answer = app.test_client().post("/assignment", data={"TaskAttributes": "{}"})

    assert answer.status_code == 403
