// The workers: how each stands, and on the timeline what they did and will do.
import { html } from "../vendor/preact.js";
import { address, go } from "../address.js";
import { now } from "../clock.js";
import { head, nameOf, shownWorkers, standing, taskOf, workspace } from "../store.js";
import { heldAt, LENGTHS, minutes, packed, scale, useTimeline } from "../timeline.js";
import { counted, short } from "../words.js";
import { Choice, Sid } from "./controls.js";
import { Icon } from "./icon.js";
import { Axis, taskTitle, Track } from "./track.js";
import { Unpopulated, Windowed } from "./windowed.js";

/** @typedef {import("../store.js").Worker} Worker */

const LEGEND = ["wait", "offer", "work", "wrapup", "away", "planned"];
const NAMES = /** @type {Record<string, string>} */ ({
  wait: "waiting",
  offer: "offered",
  work: "assigned",
  wrapup: "wrapping",
});

const MOST_PIPS = 6;
const ROW_PX = 25;
const TRACK_PX = 13;

/**
 * @typedef {object} Row
 * @property {Worker} worker
 * @property {number} tracks
 * @property {{bar: import("../timeline.js").Bar, track: number}[]} placed
 */

/**
 * A worker with what they did, ready to be drawn.
 * @param {Worker} worker
 * @param {import("../timeline.js").Bar[]} bars
 * @param {number} now
 * @returns {Row}
 */
export const rowOf = (worker, bars, now) => ({ worker, ...packed(bars, now) });

/** @param {Row} row */
export const heightOf = ({ tracks }) => ROW_PX + (tracks - 1) * TRACK_PX;

export function Workers() {
  const at = now.value;
  const shown = scale.value;
  const all = shownWorkers.value.toSorted((a, b) => a.name.localeCompare(b.name));
  const { lanes, thinned, error } = useTimeline("worker", shown);
  const sessions = head.value?.sessions ?? {};
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
    ${all.length === 0 && workspace.value && html`<${Unpopulated} what="workers" path="Workers" example="FriendlyName=alice" />`}
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
          pages=${sessions[row.worker.sid] ?? 0}
        />`}
    />
  </section>`;
}

/**
 * @param {{row: Row, scale: import("../timeline.js").Scale, now: number, pages: number}} props
 *   `pages`: how many of their pages are connected
 */
function WorkerRow({ row: { worker, tracks, placed }, scale, now, pages }) {
  const chosen = address.value.options.sid === worker.sid;
  return html`<div class=${`worker${chosen ? " chosen" : ""}`} style=${{ "--tracks": tracks }}>
    <div class="worker-head">
      <i class=${`dot ${dotOf(worker)}`}></i>
      <span class="called cut"><${Sid} sid=${worker.sid} name=${worker.name} /></span>
      <span class=${`activity cut${worker.available ? "" : " away"}`}>${worker.activity}</span>
      <span class="grow"></span>
      ${pages > 0 && html`<span class="connected" title=${`${counted(pages, "page")} connected`}><${Icon} name="page" /></span>`}
      <${Load} worker=${worker} />
    </div>
    <${Track}
      label=${`What ${worker.name} did`}
      placed=${placed}
      scale=${scale}
      now=${now}
      titleOf=${taskTitle}
    />
  </div>`;
}

/**
 * Whether they are free, offered something, at work, wrapping up or away.
 * @param {Worker} worker
 */
export function dotOf(worker) {
  const how = standing(worker);
  if (how !== "busy") return how;
  const statuses = worker.holds.map((one) => one.status);
  if (statuses.includes("pending")) return "offered";
  return statuses.every((one) => one === "wrapping") ? "wrapping" : "busy";
}

/**
 * The channel on which they have something, else the first that is open to them, as pips.
 * @param {{worker: Worker}} props
 */
function Load({ worker }) {
  const used = worker.channels.filter((one) => one.load > 0);
  const open = worker.channels.filter((one) => one.available && one.capacity > 0);
  const shown = used.length ? used : open.filter((one) => one.name !== "default").slice(0, 1);
  const [channel] = shown.length ? shown : open;
  if (!channel) return null;
  const statuses = worker.holds.map((one) => one.status).slice(0, channel.load);
  const places = Math.min(Math.max(channel.capacity, channel.load), MOST_PIPS);
  const said = `${channel.name}: ${channel.load} of ${channel.capacity}`;
  return html`<span class="channel">${channel.name}</span>
    <span class="pips" role="img" aria-label=${said} title=${said}>
      ${Array.from({ length: places }, (_, at) => html`<i key=${at} class=${statuses[at] ?? ""}></i>`)}
    </span>`;
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
      titleOf=${(/** @type {import("../timeline.js").Bar} */ bar) =>
        nameOf((bar.kind === "wait" ? bar.queue_sid : bar.worker_sid) ?? "") ?? ""}
    />
  </div>`;
}
