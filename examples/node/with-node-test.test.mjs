// The desk as it is deployed: a process of its own, which only its environment leads to mocktr.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, beforeEach, test } from "node:test";
import twilio from "twilio";
import { World, serve } from "./world.mjs";

let served, desk, deskUrl, world, workspace;

before(async () => {
  served = await serve("../desk.yaml");
  desk = spawn(process.execPath, ["server.mjs"], {
    env: { ...process.env, ...served.environment, PORT: 0 },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(desk.stdout, "data");
  deskUrl = `http://127.0.0.1:${String(line).match(/\d+/)}`;

  // The test's own client may know where mocktr is.
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, MOCKTR_URL } = served.environment;
  const client = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN);
  client.taskrouter.baseUrl = MOCKTR_URL;
  const [{ sid }] = await client.taskrouter.v1.workspaces.list();
  workspace = client.taskrouter.v1.workspaces(sid);
  world = new World(MOCKTR_URL);
});

after(async () => {
  desk?.kill();
  await served?.stop();
});

beforeEach(async () => {
  await world.reset();
  const [workflow] = await workspace.workflows.list();
  await workflow.update({ assignmentCallbackUrl: `${deskUrl}/assignment` });
});

async function ask(customer) {
  const response = await fetch(`${deskUrl}/requests`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(customer),
  });
  const { task } = await response.json();
  await world.settle();
  return workspace.tasks(task);
}

test("a Spanish customer is served by bob", async () => {
  const task = await ask({ language: "es" });

  const [reservation] = await task.reservations.list();
  assert.equal(reservation.workerName, "bob");
  assert.equal(reservation.reservationStatus, "accepted");
});

test("who does not want alice gets bob", async () => {
  const task = await ask({ language: "en", avoid: "+15550101" });

  const reservations = await task.reservations.list();
  assert.deepEqual(
    reservations.map((one) => [one.workerName, one.reservationStatus]),
    [["alice", "rejected"], ["bob", "accepted"]],
  );
});
