// All tasks of the workspace, one below the other.
import { html } from "../vendor/preact.js";
import { address, open } from "../address.js";
import { now } from "../clock.js";
import { leftOff, shownTasks } from "../store.js";
import { stopwatch } from "../time.js";
import { short } from "../words.js";
import { Sid } from "./controls.js";
import { wanted } from "./filter.js";
import { List } from "./list.js";

/** @typedef {import("../store.js").Task} Task */

/** @type {import("./list.js").Column<Task>[]} */
const COLUMNS = [
  { title: "Task", width: "72px", look: "mono", cell: (task) => short(task.sid) },
  {
    title: "Status",
    width: "88px",
    cell: (task) => html`<i class=${`dot ${dotOf(task)}`}></i> ${task.status}`,
  },
  {
    title: "Queue",
    width: "minmax(80px, 130px)",
    cell: (task) => html`<${Sid} sid=${task.queue_sid} />`,
  },
  { title: "Priority", width: "52px", look: "figures right", cell: (task) => task.priority },
  { title: "Age", width: "60px", look: "figures right", cell: (task) => stopwatch(ageOf(task)) },
  { title: "Channel", width: "70px", cell: (task) => task.channel },
  {
    title: "Worker",
    width: "minmax(70px, 120px)",
    cell: (task) => html`<${Sid} sid=${task.offers[0]?.worker_sid ?? task.worker_sid} />`,
  },
  {
    title: "Attributes",
    width: "1fr",
    look: "mono attributes-of",
    cell: (task) => task.attributes,
  },
];

/** @param {Task} task */
const dotOf = (task) => (task.finished_ms === null ? task.status : "done");

/** @param {Task} task */
const ageOf = (task) => (task.finished_ms ?? now.value) - task.created_ms;

export default function TaskTable() {
  const rows = shownTasks.value.filter(wanted.value);
  if (rows.length === 0)
    return html`<p class="nothing">No tasks${leftOff.value ? " here" : " yet"}.</p>`;
  return html`<${List}
    label="Tasks"
    rows=${rows}
    columns=${COLUMNS}
    keyOf=${(/** @type {Task} */ task) => task.sid}
    open=${(/** @type {Task} */ task) => open(task.sid)}
    chosen=${address.value.options.sid ?? null}
  />`;
}
