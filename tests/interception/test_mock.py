"""The helper library as it is, answered in process; the same, asynchronously."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

import mocktr
from mocktr import Sandbox, mock_taskrouter

ACCOUNT = ("AC" + "a" * 32, "token")


def test_payloads_carry_the_host_that_was_asked():
    with mock_taskrouter(seed="support"):
        client = Client(*ACCOUNT, region="ie1", edge="dublin")
        [workspace] = client.taskrouter.v1.workspaces.list()

    assert workspace.url.startswith("https://taskrouter.dublin.ie1.twilio.com/v1/Workspaces/WS")


def test_a_given_sandbox_keeps_its_world():
    sandbox = Sandbox(seed="support")
    for _ in range(2):
        with mock_taskrouter(sandbox) as entered:
            [workspace] = Client(*ACCOUNT).taskrouter.v1.workspaces.list()
            workspace.tasks.create(attributes='{"language": "en"}')

    assert entered is sandbox
    assert len(sandbox.tenant(ACCOUNT[0]).account.tasks) == 2


def test_errors_reach_the_helper_library_as_its_own_exception():
    with mock_taskrouter(seed="support"), pytest.raises(TwilioRestException) as caught:
        Client(*ACCOUNT).taskrouter.v1.workspaces("WS" + "0" * 32).fetch()

    assert (caught.value.status, caught.value.code) == (404, 20404)


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:The .auth. parameter is deprecated:DeprecationWarning")
class TestAsyncTwilioHttpClient:
    """The asynchronous helper library, unmodified; aiohttp frowns on how it authenticates."""

    def run(self, story, **options):
        """Run a story that takes a client, in a world."""

        async def main():
            async with AsyncTwilioHttpClient(**options) as http_client:
                return await story(Client(*ACCOUNT, http_client=http_client))

        with mock_taskrouter(seed="support"):
            return asyncio.run(main())

    @pytest.mark.parametrize("options", [{}, {"pool_connections": False}, {"max_retries": 2}])
    def test_a_task_is_created_offered_and_accepted(self, options):
        async def story(client):
            [workspace] = await client.taskrouter.v1.workspaces.list_async()
            task = await workspace.tasks.create_async(attributes='{"language": "es"}')
            [reservation] = await task.reservations.list_async()
            await reservation.update_async(reservation_status="accepted")
            return reservation.worker_name, (await task.fetch_async()).assignment_status

        assert self.run(story, **options) == ("bob", "assigned")

    def test_pages_are_followed(self):
        async def story(client):
            [workspace] = await client.taskrouter.v1.workspaces.list_async()
            workers = await workspace.workers.stream_async(page_size=1)
            return [one.friendly_name async for one in workers]

        assert self.run(story) == ["alice", "bob", "carol", "dave"]

    def test_errors_come_as_its_own_exception(self):
        async def story(client):
            await client.taskrouter.v1.workspaces("WS" + "0" * 32).fetch_async()

        with pytest.raises(TwilioRestException) as caught:
            self.run(story)

        assert (caught.value.status, caught.value.code) == (404, 20404)

    def test_a_callback_is_answered_by_the_loop_that_caused_it(self):
        """The request waits for it, so it must not hold up the loop; nor must what it asks."""

        async def story(client):
            async def assign(request):
                form = await request.post()
                workspace = client.taskrouter.v1.workspaces(form["WorkspaceSid"])
                task = workspace.tasks(form["TaskSid"])
                await task.reservations(form["ReservationSid"]).update_async(
                    reservation_status="accepted"
                )
                return web.Response()

            async with serving(assign) as url:
                [workspace] = await client.taskrouter.v1.workspaces.list_async()
                [workflow] = await workspace.workflows.list_async()
                await workflow.update_async(assignment_callback_url=url)
                tasks = await asyncio.gather(
                    *(workspace.tasks.create_async(attributes=ES) for _ in range(3))
                )
                return sorted([(await one.fetch_async()).assignment_status for one in tasks])

        assert self.run(story) == ["assigned", "pending", "pending"]


ES = '{"language": "es"}'


@asynccontextmanager
async def serving(handler):
    """An application of aiohttp's on a port, in the running loop."""
    app = web.Application()
    app.router.add_post("/", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    yield f"http://{host}:{port}/"
    await runner.cleanup()


def test_the_public_names_are_loaded_when_they_are_used():
    assert set(mocktr.__all__) == set(mocktr.HOMES) | {"__version__"} == set(dir(mocktr))
    assert all(getattr(mocktr, name) for name in mocktr.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        mocktr.Nothing  # noqa: B018
