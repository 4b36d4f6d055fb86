import pytest
from desk.models import Ticket
from desk.wsgi import application

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mounted(taskrouter):
    taskrouter.mount("https://desk.example", application)


def test_a_spanish_customer_is_served_by_bob(client, taskrouter):
    client.post("/tickets", {"language": "es"}, secure=True)

    ticket = Ticket.objects.get()
    taskrouter.assert_assigned(ticket.task_sid, worker="bob")
    assert ticket.worker_sid


def test_only_twilio_may_assign(client):
    answer = client.post("/assignment", {"TaskAttributes": "{}"}, secure=True)

    assert answer.status_code == 403
