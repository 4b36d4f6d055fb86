"""The helper library's HttpClients that lead to a sandbox or a server."""

import asyncio

import pytest
from twilio.rest import Client

from mocktr import HostRefused, Sandbox, Server
from mocktr.twilio_async import AsyncInProcessClient
from mocktr.twilio_client import InProcessClient, ServerClient

ACCOUNT = ("AC" + "a" * 32, "token")


class TestInProcessClient:
    """The helper library's HttpClient that calls the application directly."""

    @pytest.fixture
    def client(self):
        return Client(*ACCOUNT, http_client=InProcessClient(Sandbox(seed="support")))

    def test_the_helper_library_works_through_it(self, client):
        [workspace] = client.taskrouter.v1.workspaces.list()
        task = workspace.tasks.create(attributes='{"language": "es", "name": "Zoë & Søn"}')

        assert task.fetch().attributes == '{"language":"es","name":"Zoë & Søn"}'
        assert [one.worker_name for one in task.reservations.list()] == ["bob"]

    def test_lists_are_repeated_and_missing_values_left_out(self, client):
        [workspace] = client.taskrouter.v1.workspaces.list()
        task = workspace.tasks.create(attributes='{"language": "es"}')

        found = workspace.tasks.list(assignment_status=["reserved", "pending"], priority=None)

        assert [one.sid for one in found] == [task.sid]

    def test_other_hosts_are_refused(self, client):
        with pytest.raises(HostRefused):
            client.messages.list()


class TestServerClient:
    """Twilio's own HttpClient, led to a server."""

    def test_the_helper_library_follows_pages_on_the_server(self):
        with Server(seed="support") as server:
            client = Client(*ACCOUNT, http_client=ServerClient(server.url))
            [workspace] = client.taskrouter.v1.workspaces.list()
            names = [one.friendly_name for one in workspace.workers.stream(page_size=1)]

        assert names == ["alice", "bob", "carol", "dave"]
        assert workspace.url.startswith(server.url)

    def test_other_hosts_are_refused(self):
        with Server(seed="support") as server:
            client = Client(*ACCOUNT, http_client=ServerClient(server.url))
            with pytest.raises(HostRefused, match="/2010-04-01/"):
                client.messages.list()

    def test_what_is_not_twilio_s_is_not_even_asked(self):
        client = Client(*ACCOUNT, http_client=ServerClient("http://127.0.0.1:9"))

        with pytest.raises(HostRefused):
            client.request("GET", "https://elsewhere.example/")


class TestAsyncInProcessClient:
    """The same for the helper library's `*_async` calls."""

    @pytest.fixture
    def client(self):
        return Client(*ACCOUNT, http_client=AsyncInProcessClient(Sandbox(seed="support")))

    def test_the_helper_library_works_through_it(self, client):
        async def story():
            [workspace] = await client.taskrouter.v1.workspaces.list_async()
            task = await workspace.tasks.create_async(attributes='{"language": "es"}')
            return [one.worker_name for one in await task.reservations.list_async()]

        assert asyncio.run(story()) == ["bob"]

    def test_the_loop_goes_on_while_a_callback_waits_for_it(self):
        sandbox = Sandbox(seed="support")
        client = Client(*ACCOUNT, http_client=AsyncInProcessClient(sandbox))

        async def story():
            loop, asked = asyncio.get_running_loop(), asyncio.Event()

            async def answer():
                asked.set()
                return {"instruction": "accept"}

            def accept(call):
                return asyncio.run_coroutine_threadsafe(answer(), loop).result(5)

            sandbox.on_assignment(accept)
            [workspace] = await client.taskrouter.v1.workspaces.list_async()
            task = await workspace.tasks.create_async(attributes='{"language": "es"}')
            return asked.is_set(), (await task.fetch_async()).assignment_status

        assert asyncio.run(story()) == (True, "assigned")

    def test_other_hosts_are_refused(self, client):
        with pytest.raises(HostRefused):
            asyncio.run(client.messages.list_async())
