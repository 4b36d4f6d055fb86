// A help desk: who asks for help is put into the queue of their language.

import express from "express";
import twilio from "twilio";

export async function createDesk() {
  const { workspaces } = twilio().taskrouter.v1;
  const [{ sid }] = await workspaces.list({ friendlyName: "Help desk" });
  const workspace = workspaces(sid);
  const [workflow] = await workspace.workflows.list({ friendlyName: "By language" });

  const desk = express();
  desk.use(express.json(), express.urlencoded());

  desk.post("/requests", async (request, response) => {
    const task = await workspace.tasks.create({
      workflowSid: workflow.sid,
      attributes: JSON.stringify(request.body),
    });
    response.status(201).json({ task: task.sid });
  });

  desk.post("/assignment", twilio.webhook(), (request, response) => {
    const customer = JSON.parse(request.body.TaskAttributes);
    const worker = JSON.parse(request.body.WorkerAttributes);
    const refused = customer.avoid === worker.contact_uri;
    response.json({ instruction: refused ? "reject" : "accept" });
  });

  return desk;
}
