import pytest
from desk import app
from fastapi.testclient import TestClient


@pytest.fixture
def desk(taskrouter):
    taskrouter.mount("https://desk.example", app)
    with TestClient(app) as desk:  # runs the lifespan, inside the world of the test
        yield desk


def test_a_spanish_customer_is_served_by_bob(desk, taskrouter):
    asked = desk.post("/requests", json={"language": "es"})

    taskrouter.assert_assigned(asked.json()["task"], worker="bob")


def test_who_does_not_want_alice_gets_bob(desk, taskrouter):
    asked = desk.post("/requests", json={"language": "en", "avoid": "+15550101"})

    taskrouter.assert_assigned(asked.json()["task"], worker="bob")
    assert [one.instruction for one in taskrouter.callbacks] == ["reject", "accept"]


def test_only_twilio_may_ask_for_an_instruction(desk):
    answer = desk.post("/assignment", data={"TaskAttributes": "{}", "WorkerAttributes": "{}"})

    assert answer.status_code == 403
