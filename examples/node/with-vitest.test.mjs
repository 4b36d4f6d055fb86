// The desk in the process of its tests, whose environment `vitest.setup.mjs` has made.

import { once } from "node:events";
import twilio from "twilio";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDesk } from "./desk.mjs";
import { World } from "./world.mjs";

const world = new World(process.env.MOCKTR_URL);
const { workspaces } = twilio().taskrouter.v1;
let desk, deskUrl, workspace;

beforeAll(async () => {
  desk = (await createDesk()).listen(0, "127.0.0.1");
  await once(desk, "listening");
  deskUrl = `http://127.0.0.1:${desk.address().port}`;
  const [{ sid }] = await workspaces.list();
  workspace = workspaces(sid);
});

afterAll(() => desk.close());

beforeEach(() => world.reset());

async function ask(customer) {
  const response = await fetch(`${deskUrl}/requests`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(customer),
  });
  const { task } = await response.json();
  return workspace.tasks(task);
}

async function offersOf(task) {
  const reservations = await task.reservations.list();
  return reservations.map((one) => [one.workerName, one.reservationStatus]);
}

test("a Spanish customer is served by bob", async () => {
  const [workflow] = await workspace.workflows.list();
  await workflow.update({ assignmentCallbackUrl: `${deskUrl}/assignment` });

  const task = await ask({ language: "es" });
  await world.settle();

  expect(await offersOf(task)).toEqual([["bob", "accepted"]]);
});

test("an offer that nobody answers is taken back", async () => {
  const task = await ask({ language: "es" });
  expect(await offersOf(task)).toEqual([["bob", "pending"]]);

  await world.advance(121);

  expect(await offersOf(task)).toEqual([["bob", "timeout"]]);
});
