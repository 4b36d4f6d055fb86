// The board: queues as lines of tasks, workers with their timeline.
import { html, useLayoutEffect, useRef, useSignal } from "../vendor/preact.js";
import { useActions } from "../actions.js";
import { address, go } from "../address.js";
import { now } from "../clock.js";
import { packed } from "../scale.js";
import { useSessions } from "../sessions.js";
import { maySteer } from "../steering.js";
import { lines, nameOf, shownTasks, shownWorkers, taskOf, workspace } from "../store.js";
import { heldAt, LENGTHS, minutes, scale, useTimeline } from "../timeline.js";
import { counted, short } from "../words.js";
import { attributeNames, chooseAttribute, chosenAttribute } from "../parts/chip.js";
import { Choice } from "../parts/choice.js";
import { Filter, focusFilter } from "../parts/filter_field.js";
import { Lane, LANE_PX } from "../parts/lane.js";
import { Menu } from "../parts/menu.js";
import { openNewTask } from "../parts/new_task.js";
import { step } from "../parts/roving.js";
import { Sid } from "../parts/sid.js";
import { Strip } from "../parts/strip.js";
import { TaskTable } from "../parts/task_table.js";
import { Axis, Track } from "../parts/track.js";
import { Unpopulated } from "../parts/unpopulated.js";
import { Windowed } from "../parts/windowed.js";
import { heightOf, rowOf, WorkerRow } from "../parts/worker_row.js";

/** @typedef {import("../store.js").Line} Line */
/** @typedef {import("../parts/worker_row.js").Row} Row */

const VIEWS = /** @type {[string, string][]} */ ([
  ["", "Lines"],
  ["table", "Table"],
]);

const LEGEND = ["wait", "offer", "work", "wrapup", "away", "planned"];
const NAMES = /** @type {Record<string, string>} */ ({
  wait: "waiting",
  offer: "offered",
  work: "assigned",
  wrapup: "wrapping",
});

/** Above so many tasks the board asks for a filter before it draws their lines. */
const MOST_TASKS = 20_000;
/** The space between chips, and what stands beside them. */
const [GAP_PX, BESIDE_PX] = [5, 90];

export default function Board() {
  return html`<${Strip} /><${Queues} /><${Workers} />`;
}

function Queues() {
  const view = address.value.options.view ?? "";
  const all = lines.value;
  const hasWorkflow = (workspace.value?.workflows.length ?? 0) > 0;
  useActions(
    [
      { title: "Filter tasks", keys: "/", group: "Board", run: focusFilter },
      { title: "Next task", keys: "j", group: "Board", run: () => step(".lanes", 1), hidden: true },
      {
        title: "Task before",
        keys: "k",
        group: "Board",
        run: () => step(".lanes", -1),
        hidden: true,
      },
      {
        title: "New task",
        keys: "t",
        group: "Board",
        run: openNewTask,
        when: () => maySteer && hasWorkflow,
      },
    ],
    [hasWorkflow],
  );
  return html`<section
    class=${`panel ${view === "table" ? "filling" : "board-queues"}`}
    aria-label="Queues"
  >
    <header class="toolbar">
      <h2>${view === "table" ? "Tasks" : "Queues"}</h2>
      <span class="hint">${view === "table" ? "those that wait first" : "first in line on the left"}</span>
      <span class="grow"></span>
      <${Filter} />
      ${view !== "table" && html`<${OnChips} />`}
      <${Choice}
        label="View"
        options=${VIEWS}
        value=${view}
        set=${(/** @type {string} */ value) => go({ options: { view: value } }, true)}
        small
      />
      ${maySteer && hasWorkflow && html`<button class="button small" title="A new task (t)" onClick=${openNewTask}>+ Task</button>`}
    </header>
    ${
      view === "table"
        ? html`<${TaskTable} />`
        : shownTasks.value.length > MOST_TASKS
          ? html`<p class="nothing">${counted(shownTasks.value.length, "task")}: filter them to see lines.</p>`
          : html`<${Lanes} all=${all} />`
    }
  </section>`;
}

/** @param {{all: Line[]}} props */
function Lanes({ all }) {
  const body = useRef(/** @type {HTMLElement | null} */ (null));
  const room = useSignal(8);
  useLayoutEffect(() => {
    const node = body.current;
    if (!node) return undefined;
    const observer = new ResizeObserver(() => {
      const line = node.querySelector(".line");
      const chip = parseFloat(getComputedStyle(node).getPropertyValue("--chip")) + GAP_PX;
      const width = (line?.clientWidth ?? 0) - BESIDE_PX;
      room.value = Math.max(1, Math.floor(width / chip));
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, [all.length === 0]);
  if (all.length === 0) {
    return html`<${Unpopulated} what="queues" path="TaskQueues" example="FriendlyName=Everyone" />`;
  }
  return html`<div class="lanes-of-queues" ref=${body}>
    <${Windowed}
      label="Lines"
      look="lanes"
      items=${all}
      keyOf=${(/** @type {Line} */ { queue }) => queue.sid}
      nameOf=${(/** @type {Line} */ { queue }) => queue.name}
      heightOf=${() => LANE_PX}
      draw=${(/** @type {Line} */ line) => html`<${Lane} line=${line} room=${room.value} />`}
    />
  </div>`;
}

/** Which attribute stands on the chips. */
function OnChips() {
  const names = attributeNames.value;
  if (names.length < 2) return null;
  const chosen = chosenAttribute.value || names[0];
  return html`<${Menu}
    label="Attribute on the chips"
    look="button small"
    face=${html`<span class="muted">Show</span><span class="cut">${chosen}</span><i class="caret"></i>`}
    side="to-left"
    entries=${names.slice(0, 20).map((name) => ({
      title: name,
      chosen: name === chosen,
      run: () => chooseAttribute(name),
    }))}
  />`;
}

function Workers() {
  const at = now.value;
  const shown = scale.value;
  const all = shownWorkers.value.toSorted((a, b) => a.name.localeCompare(b.name));
  const { lanes, thinned, error } = useTimeline("worker", shown);
  const sessions = useSessions();
  if (address.value.options.view === "table") return null;
  return html`<section class="panel board-workers" aria-label="Workers and their timeline">
    <header class="toolbar">
      <h2>Workers</h2>
      <span class="legend" aria-hidden="true">
        ${LEGEND.map((one) => html`<i key=${one} class=${one}></i>${NAMES[one] ?? one}`)}
      </span>
      <span class="grow"></span>
      ${thinned && html`<span class="hint">short ones left out</span>`}
      ${error && html`<span class="hint">${error}</span>`}
      <${Choice}
        label="Time in sight"
        options=${LENGTHS}
        value=${minutes.value}
        set=${(/** @type {string} */ value) => go({ options: { span: value } }, true)}
        small
      />
      <${Follow} />
    </header>
    <${Axis} corner=${`${counted(all.length, "worker")}, by name`} scale=${shown} now=${at} />
    <${Pinned} />
    ${all.length === 0 && html`<${Unpopulated} what="workers" path="Workers" example="FriendlyName=alice" />`}
    <${Windowed}
      label="Workers"
      look="workers"
      items=${all.map((worker) => rowOf(worker, lanes.get(worker.sid)?.bars ?? [], at))}
      keyOf=${(/** @type {Row} */ { worker }) => worker.sid}
      nameOf=${(/** @type {Row} */ { worker }) => worker.name}
      heightOf=${heightOf}
      draw=${(/** @type {Row} */ row) =>
        html`<${WorkerRow}
          row=${row}
          scale=${shown}
          now=${at}
          pages=${sessions.get(row.worker.sid)?.length ?? 0}
        />`}
    />
  </section>`;
}

/** Whether the time in sight goes along with the clock. */
function Follow() {
  const held = heldAt.value !== null;
  return html`<button
    class="button small"
    aria-pressed=${!held}
    title=${held ? "Go along with the clock again" : "Let the timeline stand still"}
    onClick=${() => (heldAt.value = held ? null : now.peek())}
  >
    ${held ? "Follow now" : "Hold"}
  </button>`;
}

/** The task that is open, with its own life, above the workers. */
function Pinned() {
  const sid = address.value.options.sid ?? "";
  const task = sid.startsWith("WT") ? taskOf(sid) : null;
  return task && html`<${PinnedTask} task=${task} />`;
}

/** @param {{task: import("../store.js").Task}} props */
function PinnedTask({ task }) {
  const { lanes } = useTimeline("task", scale.value, { queue: task.queue_sid });
  const bars = (lanes.get(task.sid)?.bars ?? []).map((bar) => ({ ...bar, task_sid: null }));
  const { tracks, placed } = packed(
    bars.map((bar) => ({ ...bar, reservation_sid: task.sid })),
    now.value,
  );
  return html`<div class="worker pinned" style=${{ "--tracks": tracks }}>
    <div class="worker-head">
      <i class=${`dot ${task.status}`}></i>
      <${Sid} sid=${task.sid} />
      <span class="activity cut">${nameOf(task.queue_sid ?? "") ?? task.status}, P${task.priority}</span>
      <span class="grow"></span><span class="channel">selected</span>
    </div>
    <${Track}
      label=${`What became of ${short(task.sid)}`}
      placed=${placed}
      scale=${scale.value}
      now=${now.value}
      titleOf=${(/** @type {import("../scale.js").Bar} */ bar) =>
        nameOf((bar.kind === "wait" ? bar.queue_sid : bar.worker_sid) ?? "") ?? ""}
    />
  </div>`;
}
