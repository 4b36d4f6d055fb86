"""A help desk: who asks for help is put into the queue of their language, and called back."""

import json
import os

from flask import Flask, abort, request
from twilio.request_validator import RequestValidator
from twilio.rest import Client


def create_app():
    app = Flask(__name__)

    @app.post("/requests")
    def ask():
        [workspace] = Client().taskrouter.v1.workspaces.list(friendly_name="Help desk")
        [workflow] = workspace.workflows.list(friendly_name="By language")
        task = workspace.tasks.create(
            workflow_sid=workflow.sid, attributes=json.dumps(request.get_json())
        )
        return {"task": task.sid}, 201

    @app.post("/assignment")
    def assign():
        validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(request.url, request.form, signature):
            abort(403)
        customer = json.loads(request.form["TaskAttributes"])["phone"]
        url = f"{request.url_root}connect?to={customer.removeprefix('+')}"
        return {"instruction": "call", "from": "+15550100", "url": url, "accept": True}

    return app
