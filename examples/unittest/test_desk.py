import unittest
from pathlib import Path

from desk import Desk, assign

from mocktr import mock_taskrouter

SEED = Path(__file__).parents[1] / "desk.yaml"


@mock_taskrouter(seed=SEED)
class DecoratedTest(unittest.TestCase):
    """Each test has a fresh world, from `setUp` on."""

    def setUp(self):
        self.taskrouter.on_assignment(lambda call: assign(call.parameters))
        self.desk = Desk()

    def test_a_spanish_customer_is_served_by_bob(self):
        task = self.desk.ask(language="es")

        self.taskrouter.assert_assigned(task, worker="bob")

    def test_who_does_not_want_alice_gets_bob(self):
        task = self.desk.ask(language="en", avoid="+15550101")

        self.taskrouter.assert_assigned(task, worker="bob")


class SetUpTest(unittest.TestCase):
    """The same without a decorator, where classes inherit `setUp` from each other."""

    def setUp(self):
        self.taskrouter = self.enterContext(mock_taskrouter(seed=SEED))
        self.desk = Desk()

    def test_an_offer_that_nobody_answers_is_taken_back(self):
        task = self.desk.ask(language="es")
        self.taskrouter.assert_reserved(task, worker="bob")

        self.taskrouter.advance(seconds=121)

        self.taskrouter.assert_waiting(task, queue="Spanish")


class OneFunctionTest(unittest.TestCase):
    @mock_taskrouter(seed=SEED)
    def test_a_function_is_handed_the_world(self, taskrouter):
        Desk().ask(language="es")

        taskrouter.verify("POST", "/Tasks", times=1)

    def test_so_is_a_block(self):
        with mock_taskrouter(seed=SEED) as taskrouter:
            task = Desk().ask(language="en")

            taskrouter.assert_reserved(task, worker="alice")


class AsyncTest(unittest.IsolatedAsyncioTestCase):
    @mock_taskrouter(seed=SEED)
    async def test_a_coroutine_is_too(self, taskrouter):
        task = Desk().ask(language="en")

        self.assertEqual(Desk().waiting(), 1)
        taskrouter.assert_reserved(task, worker="alice")


if __name__ == "__main__":
    unittest.main()
