// The story as Twilio's helper library for Node plays it; `story.py` is the same in Python.
//
// Prints what it saw. Credentials come from the environment; so does MOCKTR_URL, without which
// requests go to Twilio's own host name.

import twilio from "twilio";

const client = twilio();
if (process.env.MOCKTR_URL) {
  client.taskrouter.baseUrl = process.env.MOCKTR_URL;
}

async function refusal(call) {
  try {
    await call();
  } catch (error) {
    return [error.status, error.code];
  }
}

function iso(moment) {
  return moment.toISOString().replace(".000Z", "Z");
}

const saw = {};

// list
const [{ sid, friendlyName }] = await client.taskrouter.v1.workspaces.list();
const workspace = client.taskrouter.v1.workspaces(sid);
saw["workspaces"] = [friendlyName];

// page through 120 workers
saw["pages"] = [];
for (let page = await workspace.workers.page({ pageSize: 50 }); page; page = await page.nextPage()) {
  saw["pages"].push(page.instances.length);
}
const workers = await workspace.workers.list({ pageSize: 50 });
saw["workers"] = [workers.length, workers[0].friendlyName, workers.at(-1).friendlyName];
saw["first five"] = (await workspace.workers.list({ limit: 5 })).map((one) => one.friendlyName);

// create; what twilio 6.2 answers to create and list can't act for itself, so contexts do
const created = await workspace.tasks.create({ attributes: '{"name": "Zoë & Søn"}' });
saw["created"] = [
  created.assignmentStatus,
  created.taskQueueFriendlyName,
  created.attributes,
  iso(created.dateCreated),
];
const task = workspace.tasks(created.sid);

// reserve
const [offered] = await task.reservations.list();
saw["reserved"] = [
  (await task.fetch()).assignmentStatus,
  offered.workerName,
  offered.reservationStatus,
];

// accept
const reservation = await task
  .reservations(offered.sid)
  .update({ reservationStatus: "accepted" });
saw["accepted"] = [(await task.fetch()).assignmentStatus, reservation.reservationStatus];
const found = await workspace.tasks.list({ assignmentStatus: ["assigned", "pending"] });
saw["assigned or pending"] = found.length;

// complete, but only what was seen last
await task.fetch();
const ifMatch = client.httpClient.lastResponse.headers["etag"];
saw["stale"] = await refusal(() =>
  task.update({ assignmentStatus: "completed", ifMatch: '"0"' }),
);
const completed = await task.update({
  assignmentStatus: "completed",
  reason: "solved",
  ifMatch,
});
saw["completed"] = [completed.assignmentStatus, completed.reason];

// errors
saw["unknown"] = await refusal(() => workspace.tasks("WT" + "0".repeat(32)).fetch());
saw["refused"] = await refusal(() => workspace.tasks.create({ attributes: "{" }));
const stranger = twilio(client.username, "wrong");
stranger.taskrouter.baseUrl = client.taskrouter.baseUrl;
saw["unwelcome"] = await refusal(() => stranger.taskrouter.v1.workspaces(sid).fetch());

saw["removed"] = await task.remove();
console.log(JSON.stringify(saw));
