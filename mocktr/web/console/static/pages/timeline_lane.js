// A lane of the timeline: whose it is, what lasted how long, and what happened.
import { html } from "../vendor/preact.js";
import { address, hrefOf } from "../address.js";
import { lookOf } from "../events.js";
import { lines, nameOf, taskOf, workerOf } from "../store.js";
import { timeOfDay } from "../time.js";
import { packed } from "../timeline.js";
import { short } from "../words.js";
import { Sid } from "../parts/controls.js";
import { taskTitle, Track } from "../parts/track.js";
import { dotOf } from "../parts/workers.js";

/** @typedef {import("../timeline.js").Bar} Bar */
/** @typedef {import("../events.js").WorldEvent} WorldEvent */

/** @typedef {"worker" | "task" | "queue"} By what the lanes are */

/**
 * @typedef {object} LaneRow
 * @property {string} sid
 * @property {string} name
 * @property {number} tracks
 * @property {number} over how many more at once there were than are drawn
 * @property {{bar: Bar, track: number}[]} placed
 * @property {WorldEvent[]} events
 */

/** How many at once are drawn. */
const MOST_TRACKS = 12;
/** Events so close to each other, in percent, are one dot. */
const NEAR = 0.5;

/** By which of its SIDs an event belongs to a lane. */
export const OWNERS = /** @type {Record<By, "worker_sid" | "task_sid" | "task_queue_sid">} */ ({
  worker: "worker_sid",
  task: "task_sid",
  queue: "task_queue_sid",
});

/**
 * Whether an event is drawn in such lanes: in those of queues only what they do.
 * @param {By} by
 * @param {WorldEvent} event
 */
export const isDrawn = (by, { type }) => by !== "queue" || type.startsWith("task-queue.");

/**
 * @param {import("../timeline.js").TimelineLane} lane
 * @param {WorldEvent[]} events
 * @param {number} now
 * @returns {LaneRow}
 */
export function laneRowOf({ sid, name, bars }, events, now) {
  const { tracks, placed } = packed(bars, now);
  return {
    sid,
    name: name ?? nameOf(sid) ?? short(sid),
    tracks: Math.min(tracks, MOST_TRACKS),
    over: Math.max(0, tracks - MOST_TRACKS),
    placed: placed.filter(({ track }) => track < MOST_TRACKS),
    events,
  };
}

/**
 * @param {{row: LaneRow, by: By, scale: import("../timeline.js").Scale, now: number, mark: number | null}} props
 */
export function TimelineLane({ row, by, scale, now, mark }) {
  const chosen = address.value.options.sid === row.sid;
  return html`<div class=${`worker${chosen ? " chosen" : ""}`} style=${{ "--tracks": row.tracks }}>
    <div class="worker-head"><${HEADS[by]} row=${row} /></div>
    <div class="lane-track">
      <${Track} label=${`What became of ${row.name}`} placed=${row.placed} scale=${scale} now=${now} titleOf=${TITLES[by]} />
      <${Folds} scale=${scale} />
      <${Dots} events=${row.events} scale=${scale} />
      ${mark !== null && html`<i class="moment" style=${{ left: `${scale.at(mark)}%` }}></i>`}
    </div>
  </div>`;
}

const HEADS = { worker: WorkerHead, task: TaskHead, queue: QueueHead };
const TITLES = /** @type {Record<By, (bar: Bar) => string>} */ ({
  worker: taskTitle,
  task: whoOrWhere,
  queue: (bar) => short(bar.task_sid ?? ""),
});

/**
 * Where a task waited, or who had it.
 * @param {Bar} bar
 */
function whoOrWhere({ kind, queue_sid: queue, worker_sid: worker }) {
  if (kind === "wrapup") return "";
  return nameOf((kind === "wait" ? queue : worker) ?? "") ?? "";
}

/** @param {{row: LaneRow}} props */
function WorkerHead({ row }) {
  const worker = workerOf(row.sid);
  return html`<i class=${`dot ${worker ? dotOf(worker) : "none"}`}></i>
    <span class="called cut"><${Sid} sid=${row.sid} name=${row.name} /></span>
    ${worker && html`<span class=${`activity cut${worker.available ? "" : " away"}`}>${worker.activity}</span>`}`;
}

/** @param {{row: LaneRow}} props */
function TaskHead({ row }) {
  const task = taskOf(row.sid);
  const look = !task ? "none" : task.finished_ms === null ? task.status : "done";
  return html`<i class=${`dot ${look}`}></i>
    <span class="mono"><${Sid} sid=${row.sid} name=${short(row.sid)} /></span>
    <span class="of-task cut">${task ? `${nameOf(task.queue_sid ?? "") ?? task.status}, ${task.channel}` : "gone"}</span>
    <span class="grow"></span>${task && html`<span class="channel">P${task.priority}</span>`}`;
}

/** @param {{row: LaneRow}} props */
function QueueHead({ row }) {
  const count = lines.value.find(({ queue }) => queue.sid === row.sid)?.count ?? 0;
  return html`<span class="called cut"><${Sid} sid=${row.sid} name=${row.name} /></span>
    ${count > 0 && html`<span class="waiting-count" title=${`${count} waiting`}>${count}</span>`}
    <span class="grow"></span>${row.over > 0 && html`<span class="channel">+${row.over} at once</span>`}`;
}

/** @param {{scale: import("../timeline.js").Scale}} props */
const Folds = ({ scale }) =>
  html`${foldsOf(scale).map(([from, to]) => html`<i key=${from} class="fold" style=${scale.span(from, to)}></i>`)}`;

/**
 * @param {import("../timeline.js").Scale} scale
 * @returns {[number, number][]}
 */
export const foldsOf = (scale) => ("folds" in scale ? /** @type {any} */ (scale).folds : []);

/** @param {{events: WorldEvent[], scale: import("../timeline.js").Scale}} props */
function Dots({ events, scale }) {
  return html`${gathered(events, scale).map(({ place, first, count }) => {
    const more = count > 1 ? ` and ${count - 1} more` : "";
    const said = `${first.type}, ${timeOfDay(first.at_ms)}${more}`;
    const href = hrefOf({ page: "events", options: { event: String(first.number) } });
    return html`<a
      key=${first.number}
      class=${`event-dot ${lookOf(first.type)}`}
      style=${{ left: `${place}%` }}
      href=${href}
      tabindex="-1"
      aria-label=${said}
      title=${said}
    ></a>`;
  })}`;
}

/**
 * Events in sight, those that are close to each other as one.
 * @param {WorldEvent[]} events in order
 * @param {import("../timeline.js").Scale} scale
 */
function gathered(events, scale) {
  /** @type {{place: number, first: WorldEvent, count: number}[]} */
  const found = [];
  for (const event of events) {
    if (event.at_ms < scale.from || event.at_ms > scale.to) continue;
    const place = scale.at(event.at_ms);
    const last = found[found.length - 1];
    if (last && place - last.place < NEAR) last.count++;
    else found.push({ place, first: event, count: 1 });
  }
  return found;
}
