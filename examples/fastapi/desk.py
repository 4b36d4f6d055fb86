"""A help desk: who asks for help is put into the queue of their language."""

import json
import os
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Request
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client


@asynccontextmanager
async def lifespan(app):
    async with AsyncTwilioHttpClient() as http_client:
        taskrouter = Client(http_client=http_client).taskrouter.v1
        [workspace] = await taskrouter.workspaces.list_async(friendly_name="Help desk")
        [workflow] = await workspace.workflows.list_async(friendly_name="By language")
        app.state.tasks, app.state.workflow_sid = workspace.tasks, workflow.sid
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/requests", status_code=201)
async def ask(customer: dict):
    task = await app.state.tasks.create_async(
        workflow_sid=app.state.workflow_sid, attributes=json.dumps(customer)
    )
    return {"task": task.sid}


@app.post("/assignment")
async def assign(request: Request):
    form = dict(await request.form())
    validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
    signature = request.headers.get("X-Twilio-Signature", "")
    if not validator.validate(str(request.url), form, signature):
        raise HTTPException(403)
    customer, worker = json.loads(form["TaskAttributes"]), json.loads(form["WorkerAttributes"])
    refused = customer.get("avoid") == worker["contact_uri"]
    return {"instruction": "reject" if refused else "accept"}
