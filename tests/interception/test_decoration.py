"""Functions and classes that are decorated: what runs inside, and in which world."""

import asyncio
import unittest

import pytest
import requests

from mocktr import HostRefused, OptionError, mock_taskrouter

ACCOUNT = ("AC" + "a" * 32, "token")
WORKSPACES = "https://taskrouter.twilio.com/v1/Workspaces"


def names():
    answer = requests.get(WORKSPACES, auth=ACCOUNT, timeout=5)
    return [one["friendly_name"] for one in answer.json()["workspaces"]]


def create(name):
    form = {"FriendlyName": name}
    requests.post(WORKSPACES, form, auth=ACCOUNT, timeout=5).raise_for_status()


def world(*names):
    return {"workspaces": [{"friendly_name": name} for name in names]}


class TestFunctions:
    """Each call gets a fresh world."""

    def test_a_function_gets_one_at_each_call(self):
        @mock_taskrouter(seed=world("Seeded"))
        def story():
            create("New")
            return names()

        assert [story(), story()] == [["Seeded", "New"]] * 2

    def test_a_coroutine_runs_inside(self):
        @mock_taskrouter(seed=world("Seeded"))
        async def story():
            await asyncio.sleep(0)
            return names()

        assert asyncio.run(story()) == ["Seeded"]

    def test_a_generator_runs_inside(self):
        @mock_taskrouter(seed=world("Seeded"))
        def story():
            yield names()

        assert list(story()) == [["Seeded"]]

    def test_a_function_that_calls_itself_has_worlds_inside_worlds(self):
        @mock_taskrouter(seed=world("Seeded"))
        def story(depth):
            create(f"At {depth}")
            return [*(story(depth - 1) if depth else []), names()]

        assert story(1) == [["Seeded", "At 0"], ["Seeded", "At 1"]]

    async def generated():
        """Never iterated."""
        yield

    @pytest.mark.parametrize("given", [generated, "support", type("NoTest", (), {"run": names})])
    def test_what_would_be_mocked_in_appearance_only_is_refused(self, given):
        with pytest.raises(OptionError, match="mock_taskrouter: expected a"):
            mock_taskrouter()(given)

    def test_a_forgotten_pair_of_parentheses_is_told(self):
        with pytest.raises(OptionError, match=r"spelled @mock_taskrouter\(\.\.\.\)"):
            mock_taskrouter(names)


def run(tests, name):
    """Run one test of a unittest.TestCase."""
    result = tests(name).run(unittest.TestResult())
    assert result.failures == result.errors == []
    assert result.testsRun == 1


class TestUnittest:
    """`setUp`, the test, `tearDown` and the cleanups share one world; each test has its own."""

    def test_everything_of_a_test_happens_in_its_world(self):
        seen = []

        @mock_taskrouter(seed=world("Seeded"))
        class Story(unittest.TestCase):
            def setUp(self):
                self.addCleanup(lambda: seen.append(names()))
                create("From setUp")

            def tearDown(self):
                create("From tearDown")

            def test_one(self):
                create("From test")

            test_other = test_one

        run(Story, "test_one")
        run(Story, "test_other")

        assert seen == [["Seeded", "From setUp", "From test", "From tearDown"]] * 2

    def test_asynchronous_tests_too(self):
        seen = []

        @mock_taskrouter(seed=world("Seeded"))
        class Story(unittest.IsolatedAsyncioTestCase):
            async def asyncSetUp(self):
                create("From asyncSetUp")

            async def test_one(self):
                seen.extend(names())

        run(Story, "test_one")

        assert seen == ["Seeded", "From asyncSetUp"]

    def test_a_debugger_finds_the_same_world(self):
        seen = []

        @mock_taskrouter(seed=world("Seeded"))
        class Story(unittest.TestCase):
            def test_one(self):
                seen.extend(names())

        Story("test_one").debug()

        assert seen == ["Seeded"]

    def test_a_subclass_has_the_world_of_its_base_or_its_own(self):
        seen = {}

        @mock_taskrouter(seed=world("Base"))
        class Base(unittest.TestCase):
            def test_one(self):
                seen[type(self).__name__] = names()

        class Heir(Base):
            pass

        @mock_taskrouter(seed=world("Own"))
        class Other(Base):
            pass

        for tests in (Base, Heir, Other):
            run(tests, "test_one")

        assert seen == {"Base": ["Base"], "Heir": ["Base"], "Other": ["Own"]}


STORY = """
    import pytest
    import requests
    from mocktr import mock_taskrouter
    from tests.interception.test_decoration import create, names, world

    LEFT = []

    class Fixtures:
        @pytest.fixture
        def requested(self):
            create("From fixture")
            yield
            LEFT.append(names())

        @pytest.fixture(autouse=True)
        def automatic(self):
            create("From autouse")
"""

PLAIN = """
    @mock_taskrouter(seed=world("Seeded"))
    class TestPlain(Fixtures):
        @pytest.mark.parametrize("n", range(2))
        def test_one(self, requested, n):
            assert names() == ["Seeded", "From autouse", "From fixture"]

        def test_other(self):
            assert names() == ["Seeded", "From autouse"]

    def test_fixtures_were_torn_down_inside():
        assert LEFT == [["Seeded", "From autouse", "From fixture"]] * 2
"""

SET_UP = """
    @mock_taskrouter(seed=world("Seeded"))
    class TestSetUp(Fixtures):
        def setup_method(self):
            create("From setup_method")

        def teardown_method(self, method):
            LEFT.append((method.__name__, names()))

        def test_one(self, requested):
            assert names() == ["Seeded", "From setup_method", "From autouse", "From fixture"]

    @mock_taskrouter(seed=world("Other"))
    class TestHeir(TestSetUp):
        def teardown_method(self, method):
            super().teardown_method(method)
            LEFT.append(names())

        def test_one(self):
            assert names() == ["Other", "From setup_method", "From autouse"]

    def test_the_end():
        seeded = ["Seeded", "From setup_method", "From autouse", "From fixture"]
        other = ["Other", "From setup_method", "From autouse"]
        assert LEFT == [seeded, ("test_one", seeded), ("test_one", other), other]
"""

BROKEN = """
    @mock_taskrouter(seed=world("Seeded"))
    class TestBroken:
        def setup_method(self):
            raise RuntimeError("broken")

        def test_one(self):
            pass

    def test_the_world_was_left():
        get_adapter = requests.Session.get_adapter
        assert get_adapter.__module__ == "requests.sessions"
        assert not hasattr(get_adapter, "__wrapped__")
"""

UNITTEST = """
    import unittest

    @mock_taskrouter(seed=world("Seeded"))
    class TestCase(unittest.TestCase):
        def setUp(self):
            create("From setUp")

        def test_one(self):
            self.assertEqual(names(), ["Seeded", "From setUp"])
"""


class TestPytest:
    """Classes that pytest collects, from the outside."""

    @pytest.mark.parametrize(
        ("source", "outcomes"),
        [
            (PLAIN, {"passed": 4}),
            (SET_UP, {"passed": 3}),
            (BROKEN, {"passed": 1, "errors": 1}),
            (UNITTEST, {"passed": 1}),
        ],
        ids=["plain", "set-up", "broken", "unittest"],
    )
    def test_a_class_of_tests(self, pytester, source, outcomes):
        pytester.makepyfile(STORY + source)

        result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-W", "error")

        result.assert_outcomes(**outcomes)

    def test_a_test_that_is_called_by_hand_has_a_world_too(self):
        @mock_taskrouter(seed=world("Seeded"))
        class Story:
            def test_one(self):
                create("New")
                return names()

            async def test_two(self):
                return names()

            def show(self):
                return names()

        story = Story()

        assert [story.test_one(), story.test_one()] == [["Seeded", "New"]] * 2
        assert asyncio.run(story.test_two()) == ["Seeded"]
        with mock_taskrouter(seed=world("Around")):
            assert story.show() == ["Around"]


def test_a_test_that_fails_leaves_its_world():
    @mock_taskrouter(seed=None)
    class Story:
        def test_one(self):
            requests.get("https://api.twilio.com/", timeout=5)

    before = requests.Session.get_adapter
    with pytest.raises(HostRefused):
        Story().test_one()

    assert requests.Session.get_adapter is before
