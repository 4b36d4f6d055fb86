"""Agents' pages with Twilio's SDKs, driven from here."""

HEARD = """name => {
  const place = heard.findIndex(one => one[0] === name)
  return place < 0 ? null : heard.splice(place, 1)
}"""


class Agent:
    """A page of `pages/`, whose SDK tells what it hears."""

    def __init__(self, page, url, taskrouter):
        self.page = page
        self.taskrouter = taskrouter
        page.goto(url)

    def sign_in(self, name, kind="Worker", *, token=None, **options):
        """Today's SDK begins; answers the agent when it is ready."""
        token = token or self.taskrouter.worker_token(name, role=ROLES[kind])
        given = [token, self.taskrouter.url, {"kind": kind, **options}]
        self.page.evaluate("given => signIn(...given)", given)
        self.hears("ready")
        return self

    def hears(self, name):
        """What is told with the next event of this name, which is waited for."""
        found = self.page.wait_for_function(HEARD, arg=name)
        [[_, told]] = found.json_value()
        return told

    def does(self, script):
        """What a script of the page answers, once its promises are kept."""
        return self.page.evaluate(f"async () => ({script})")

    def tries(self, script):
        """The message of the error that a script ends with."""
        call = (
            f"async () => {{ try {{ await ({script}) }} catch (error) {{ return error.message }} }}"
        )
        return self.page.evaluate(call)


class OldAgent(Agent):
    """The same with the old SDK."""

    def sign_in(self, name, kind="Worker", *, token=None):
        """The old SDK begins; answers the agent when it is ready."""
        token = token or self.taskrouter.worker_token(name, kind="capability")
        self.page.evaluate("given => signIn(...given)", [token, self.taskrouter.url, kind])
        self.hears("ready")
        return self

    def asks(self, script):
        """What a call answers that is given `done`."""
        return self.does(f"asked(done => {script})")


ROLES = {"Worker": "worker", "Supervisor": "supervisor"}
