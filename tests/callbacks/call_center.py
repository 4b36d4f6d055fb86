"""An application as tutorials have it: a menu, a queue, a worker's phone, voicemail."""

from .frameworks import by_flask

HOME = "https://app.example"


class CallCenter:
    """The application in a framework, and what it was sent: `(path, parameters)`.

    `views` are its answers by path: functions of the request.
    """

    def __init__(self, taskrouter, framework=by_flask, **instruction):
        self.taskrouter = taskrouter
        self.instruction = {"instruction": "dequeue", **instruction}
        self.heard = []
        self.signed = []
        self.cookies = []
        self.wait = "<Play>music.mp3</Play>"
        self.attributes = 'waitUrl="/wait" action="/left"'
        self.views = {
            "/voice": self.voice,
            "/menu": self.menu,
            "/wait": lambda asked: said(self.wait),
            "/key": lambda asked: said("<Leave/>"),
            "/left": lambda asked: said(""),
            "/voicemail": lambda asked: said('<Say>Speak</Say><Record action="/recorded"/>'),
            "/recorded": lambda asked: said("<Hangup/>"),
            "/assignment": lambda asked: self.instruction,
            "/events": lambda asked: "",
        }
        taskrouter.mount(HOME, framework(self.answer))
        [workflow] = taskrouter.workspace.workflows.list()
        self.workflow = workflow.update(
            assignment_callback_url=f"{HOME}/assignment", task_reservation_timeout=15
        )
        taskrouter.workspace.update(event_callback_url=f"{HOME}/events")

    def answer(self, asked):
        self.heard.append((asked.path, asked.values))
        self.cookies.append((asked.path, asked.cookies))
        url = f"{HOME}{asked.path}{'?' if asked.query else ''}{asked.query}"
        self.signed.append((url, asked.form, asked.signature))
        return self.views.get(asked.path, lambda asked: "")(asked)

    def voice(self, asked):
        return said('<Gather numDigits="1" action="/menu"><Say>Press 1</Say></Gather><Redirect/>')

    def menu(self, asked):
        language = {"1": "en", "2": "es"}[asked.form["Digits"]]
        return said(
            f'<Enqueue workflowSid="{self.workflow.sid}" {self.attributes}>'
            f'<Task>{{"language": "{language}"}}</Task></Enqueue>'
        )

    def paths(self):
        """The paths that were requested so far, without events."""
        return [path for path, _ in self.heard if path != "/events"]

    def told(self, path):
        """The parameters of the last request of a path."""
        return self.all_told(path)[-1]

    def all_told(self, path):
        """Those of every request of a path."""
        return [parameters for one, parameters in self.heard if one == path]

    def last_cookies(self, path):
        """What came with the last request of a path."""
        return [cookies for one, cookies in self.cookies if one == path][-1]

    def happened(self):
        """The types of the events that the application heard of."""
        return [told["EventType"] for told in self.all_told("/events")]


def said(verbs):
    return f"<Response>{verbs}</Response>"
