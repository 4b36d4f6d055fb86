// The board: how things stand in short, queues as lines of tasks, workers with their timeline.
import { html, useLayoutEffect, useRef, useSignal } from "../vendor/preact.js";
import { useActions } from "../actions.js";
import { address, go } from "../address.js";
import { useSeldom } from "../api.js";
import { now } from "../clock.js";
import { openNewTask } from "../overlays.js";
import { maySteer } from "../steering.js";
import { head, lines, shownTasks, tally, workspace } from "../store.js";
import { stopwatch } from "../time.js";
import { density, Scale, useTimeline } from "../timeline.js";
import { counted } from "../words.js";
import { Choice, Menu } from "../parts/controls.js";
import { Filter, focusFilter } from "../parts/filter.js";
import { Icon } from "../parts/icon.js";
import { attributeNames, chooseAttribute, chosenAttribute, Lane, LANE_PX } from "../parts/lane.js";
import { useLater } from "../parts/later.js";
import { step, Unpopulated, Windowed } from "../parts/windowed.js";
import { Workers } from "../parts/workers.js";

/** @typedef {import("../store.js").Line} Line */

const VIEWS = /** @type {[string, string][]} */ ([
  ["", "Lines"],
  ["table", "Table"],
]);

/** Above so many tasks the board asks for a filter before it draws their lines. */
const MOST_TASKS = 20_000;
/** The space between chips, and what stands beside them. */
const [GAP_PX, BESIDE_PX] = [5, 90];

const loadCalls = () => import("../parts/live_calls.js");
const loadTable = () => import("../parts/task_table.js");

export default function Board() {
  const Calls = useLater(head.value?.calls.length ? loadCalls : null);
  return html`<${Strip} /><${Queues} />${Calls && html`<${Calls} />`}<${Workers} />`;
}

function Queues() {
  const view = address.value.options.view ?? "";
  const Table = useLater(view === "table" ? loadTable : null);
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
        ? Table && html`<${Table} />`
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

const SPARK_MS = 15 * 60_000;
const SPARK_STEP_MS = 10_000;
const SPARK_PAUSE_MS = 2000;
const [WIDE, HIGH] = [84, 22];

const FIGURES = /** @type {[status: string, name: string, look: string][]} */ ([
  ["reserved", "offered", "offered"],
  ["assigned", "assigned", "assigned"],
  ["wrapping", "wrapping", "wrapping"],
]);

export function Strip() {
  const { counts, oldest, people } = tally.value;
  const alerts = head.value?.counts.alerts ?? 0;
  const done = (counts.completed ?? 0) + (counts.canceled ?? 0);
  return html`<section class="strip" aria-label="In short">
    <${Figure} look="waiting" count=${counts.pending ?? 0} name="waiting">
      <${Spark} />
      ${
        oldest !== null &&
        html`<span class="more">longest <b class="figures">${stopwatch(now.value - oldest)}</b></span>`
      }
    <//>
    ${FIGURES.map(
      ([status, name, look]) =>
        html`<${Figure} key=${name} look=${look} count=${counts[status] ?? 0} name=${name} />`,
    )}
    <${Figure} look="done" count=${done} name="done" />
    <${People} people=${people} />
    <span class="grow"></span>
    ${
      alerts > 0 &&
      html`<div class="figure alarm"><${Icon} name="faults" /><b>${counted(alerts, "alert")}</b></div>`
    }
  </section>`;
}

/** @param {{look: string, count: number, name: string, children?: unknown}} props */
const Figure = ({ look, count, name, children }) =>
  html`<div class="figure">
    <i class=${`mark ${look}`}></i><b class="number">${count.toLocaleString("en")}</b>
    <span class="name">${name}</span>${children}
  </div>`;

/** @param {{people: {free: number, busy: number, away: number}}} props */
function People({ people: { free, busy, away } }) {
  const said = `${free} free, ${busy} busy, ${away} away`;
  return html`<div class="figure">
    <b class="number">${free + busy + away}</b><span class="name">workers</span>
    ${
      free + busy + away > 0 &&
      html`<span class="shares" role="img" aria-label=${said} title=${said}>
        <i class="free" style=${{ flex: free }}></i>
        <i class="busy" style=${{ flex: busy }}></i>
        <i class="away" style=${{ flex: away }}></i>
      </span>`
    }
    <span class="more"><b>${free}</b> free, <b>${busy}</b> busy, <b>${away}</b> away</span>
  </div>`;
}

/** How many waited in the last minutes, as a line. */
function Spark() {
  const to = Math.ceil(now.value / SPARK_STEP_MS) * SPARK_STEP_MS;
  const scale = new Scale(to - SPARK_MS, to);
  const { lanes, thinned } = useTimeline("queue", scale, {
    moved: useSeldom(head.value?.position, SPARK_PAUSE_MS),
  });
  const bars = [...lanes.values()].flatMap((lane) => lane.bars);
  if (bars.length === 0 || thinned) return null;
  const corners = density(bars, scale.from, now.value);
  const counts = corners.map(([, count]) => count);
  const [least, most] = [Math.min(...counts), Math.max(...counts, 1)];
  const path = corners
    .map(([at, count], index) => {
      const x = ((scale.at(at) * WIDE) / 100).toFixed(1);
      const y = (HIGH - 2 - ((HIGH - 4) * count) / most).toFixed(1);
      return index ? `H${x}V${y}` : `M${x} ${y}`;
    })
    .join("");
  const said = `Waiting over the last 15 minutes: between ${least} and ${most}`;
  return html`<svg class="spark" viewBox="0 0 84 22" role="img" aria-label=${said}>
    <path d=${path} />
  </svg>`;
}
