"""Where requests for help go; looked up once, when the application starts."""

from twilio.rest import Client

client = Client()
[workspace] = client.taskrouter.v1.workspaces.list(friendly_name="Help desk")
[workflow] = workspace.workflows.list(friendly_name="By language")

WORKSPACE_SID, WORKFLOW_SID = workspace.sid, workflow.sid
