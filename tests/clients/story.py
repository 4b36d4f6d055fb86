"""The story as Twilio's helper library for Python plays it; `story.mjs` is the same in Node.

Prints what it saw. Credentials come from the environment; so does MOCKTR_URL, without which
requests go to Twilio's own host name.
"""

import json
import os

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

client = Client()
if url := os.environ.get("MOCKTR_URL"):
    client.taskrouter.base_url = url


def refusal(call):
    try:
        call()
    except TwilioRestException as error:
        return [error.status, error.code]


def iso(moment):
    return moment.isoformat().replace("+00:00", "Z")


saw = {}

# list
[workspace] = client.taskrouter.v1.workspaces.list()
saw["workspaces"] = [workspace.friendly_name]

# page through 120 workers
page = workspace.workers.page(page_size=50)
saw["pages"] = []
while page is not None:
    saw["pages"].append(len(list(page)))
    page = page.next_page()
workers = workspace.workers.list(page_size=50)
saw["workers"] = [len(workers), workers[0].friendly_name, workers[-1].friendly_name]
saw["first five"] = [one.friendly_name for one in workspace.workers.list(limit=5)]

# create
task = workspace.tasks.create(attributes='{"name": "Zoë & Søn"}')
saw["created"] = [
    task.assignment_status,
    task.task_queue_friendly_name,
    task.attributes,
    iso(task.date_created),
]

# reserve
[reservation] = task.reservations.list()
saw["reserved"] = [
    task.fetch().assignment_status,
    reservation.worker_name,
    reservation.reservation_status,
]

# accept
reservation = reservation.update(reservation_status="accepted")
saw["accepted"] = [task.fetch().assignment_status, reservation.reservation_status]
found = workspace.tasks.list(assignment_status=["assigned", "pending"])
saw["assigned or pending"] = len(found)

# complete, but only what was seen last
task.fetch()
etag = client.http_client._test_only_last_response.headers["ETag"]
saw["stale"] = refusal(lambda: task.update(assignment_status="completed", if_match='"0"'))
task = task.update(assignment_status="completed", reason="solved", if_match=etag)
saw["completed"] = [task.assignment_status, task.reason]

# errors
saw["unknown"] = refusal(workspace.tasks("WT" + "0" * 32).fetch)
saw["refused"] = refusal(lambda: workspace.tasks.create(attributes="{"))
stranger = Client(client.username, "wrong")
stranger.taskrouter.base_url = client.taskrouter.base_url
saw["unwelcome"] = refusal(stranger.taskrouter.v1.workspaces(workspace.sid).fetch)

saw["removed"] = task.delete()
print(json.dumps(saw))
