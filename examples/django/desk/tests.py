import os
from unittest import mock

from django.conf import settings
from django.test import TestCase, TransactionTestCase, override_settings

from desk import asgi, routing, wsgi
from desk.models import Ticket
from mocktr import mock_taskrouter

SEED = settings.BASE_DIR.parent / "desk.yaml"


@mock_taskrouter(seed=SEED)
class WSGITest(TestCase):
    def setUp(self):
        self.taskrouter.mount("https://desk.example", wsgi.application)

    def ask(self, **form):
        answer = self.client.post("/tickets", form, secure=True)
        return Ticket.objects.get(pk=answer.json()["ticket"])

    def test_a_spanish_customer_is_served_by_bob(self):
        ticket = self.ask(language="es")

        self.taskrouter.assert_assigned(ticket.task_sid, worker="bob")

    def test_a_host_that_is_not_allowed_is_answered_400(self):
        self.move_to("https://staging.example")

        ticket = self.ask(language="es")

        self.assertEqual(ticket.worker_sid, "")
        self.assertEqual({one.status for one in self.taskrouter.callbacks}, {400})

    @override_settings(ALLOWED_HOSTS=["staging.example", "testserver"])
    def test_a_test_may_allow_it(self):
        self.move_to("https://staging.example")

        self.assertTrue(self.ask(language="es").worker_sid)

    def test_what_goes_wrong_in_a_callback_is_raised_in_the_request_that_caused_it(self):
        with mock.patch.dict(os.environ), self.assertRaises(KeyError):
            del os.environ["TWILIO_AUTH_TOKEN"]
            self.ask(language="es")

    def move_to(self, origin):
        self.taskrouter.mount(origin, wsgi.application)
        workflow = self.taskrouter.workspace.workflows(routing.WORKFLOW_SID)
        workflow.update(assignment_callback_url=f"{origin}/assignment")


@mock_taskrouter(seed=SEED)
class ASGITest(TransactionTestCase):
    """Views run in other threads here, which see only what is committed."""

    async def test_a_spanish_customer_is_served_by_bob(self):
        self.taskrouter.mount("https://desk.example", asgi.application)

        await self.async_client.post("/tickets", {"language": "es"}, secure=True)

        ticket = await Ticket.objects.aget()
        self.taskrouter.assert_assigned(ticket.task_sid, worker="bob")
        self.assertTrue(ticket.worker_sid)
