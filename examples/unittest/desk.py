"""A help desk: who asks for help is put into the queue of their language."""

import json

from twilio.rest import Client


class Desk:
    def __init__(self):
        [self.workspace] = Client().taskrouter.v1.workspaces.list(friendly_name="Help desk")
        [self.workflow] = self.workspace.workflows.list(friendly_name="By language")

    def ask(self, **customer):
        task = self.workspace.tasks.create(
            workflow_sid=self.workflow.sid, attributes=json.dumps(customer)
        )
        return task.sid

    def waiting(self):
        return len(self.workspace.tasks.list(assignment_status=["pending", "reserved"]))


def assign(form):
    """The instruction that an assignment callback is answered with."""
    customer, worker = json.loads(form["TaskAttributes"]), json.loads(form["WorkerAttributes"])
    refused = customer.get("avoid") == worker["contact_uri"]
    return {"instruction": "reject" if refused else "accept"}
