"""An application as tutorials have it: a menu, a queue, a worker's phone, voicemail."""

from flask import Flask, jsonify, request

HOME = "https://app.example"


class CallCenter:
    """A Flask application, and what it was sent: `(path, parameters)`."""

    def __init__(self, taskrouter, **instruction):
        self.taskrouter = taskrouter
        self.instruction = {"instruction": "dequeue", **instruction}
        self.heard = []
        self.signed = []
        self.wait = "<Play>music.mp3</Play>"
        self.app = Flask("call_center")
        for path, view in self.views.items():
            self.app.add_url_rule(path, path, view, methods=["GET", "POST"])
        self.app.before_request(self.note)
        taskrouter.mount(HOME, self.app)
        [workflow] = taskrouter.workspace.workflows.list()
        self.workflow = workflow.update(
            assignment_callback_url=f"{HOME}/assignment", task_reservation_timeout=15
        )
        taskrouter.workspace.update(event_callback_url=f"{HOME}/events")

    @property
    def views(self):
        return {
            "/voice": self.voice,
            "/menu": self.menu,
            "/wait": lambda: said(self.wait),
            "/key": lambda: said("<Leave/>"),
            "/left": lambda: said(""),
            "/voicemail": lambda: said('<Say>Speak</Say><Record action="/recorded"/>'),
            "/recorded": lambda: said("<Hangup/>"),
            "/assignment": lambda: jsonify(self.instruction),
            "/events": self.events,
            "/status": lambda: "",
            "/over": lambda: "",
        }

    def note(self):
        self.heard.append((request.path, request.values.to_dict()))
        signature = request.headers["X-Twilio-Signature"]
        query = request.query_string.decode()
        url = f"{HOME}{request.path}{'?' if query else ''}{query}"
        self.signed.append((url, request.form.to_dict(), signature))

    def voice(self):
        return said('<Gather numDigits="1" action="/menu"><Say>Press 1</Say></Gather><Redirect/>')

    def menu(self):
        language = {"1": "en", "2": "es"}[request.form["Digits"]]
        return said(
            f'<Enqueue workflowSid="{self.workflow.sid}" waitUrl="/wait" action="/left">'
            f'<Task>{{"language": "{language}"}}</Task></Enqueue>'
        )

    def events(self):
        return ""

    def paths(self):
        """The paths that were requested so far, without events."""
        return [path for path, _ in self.heard if path != "/events"]

    def told(self, path):
        """The parameters of the last request of a path."""
        return [parameters for one, parameters in self.heard if one == path][-1]

    def happened(self):
        """The types of the events that the application heard of."""
        return [told["EventType"] for path, told in self.heard if path == "/events"]


def said(verbs):
    return f"<Response>{verbs}</Response>", {"Content-Type": "text/xml"}
