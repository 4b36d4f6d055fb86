"""A help desk that asks Twilio when it is imported, and keeps the SIDs that it is told."""

import json

from twilio.rest import Client

client = Client()
[workspace] = client.taskrouter.v1.workspaces.list(friendly_name="Help desk")
[workflow] = workspace.workflows.list(friendly_name="By language")

WORKSPACE_SID, WORKFLOW_SID = workspace.sid, workflow.sid


def ask(**customer):
    task = client.taskrouter.v1.workspaces(WORKSPACE_SID).tasks.create(
        workflow_sid=WORKFLOW_SID, attributes=json.dumps(customer)
    )
    return task.sid
