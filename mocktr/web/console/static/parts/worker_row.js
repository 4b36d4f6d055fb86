// A worker: how they stand, and on the timeline what they did and will do.
import { html } from "../vendor/preact.js";
import { address } from "../address.js";
import { packed } from "../scale.js";
import { standing } from "../store.js";
import { counted } from "../words.js";
import { Icon } from "./icon.js";
import { Sid } from "./sid.js";
import { taskTitle, Track } from "./track.js";

/** @typedef {import("../store.js").Worker} Worker */

const MOST_PIPS = 6;

const ROW_PX = 25;
const TRACK_PX = 13;

/**
 * @typedef {object} Row
 * @property {Worker} worker
 * @property {number} tracks
 * @property {{bar: import("../scale.js").Bar, track: number}[]} placed
 */

/**
 * A worker with what they did, ready to be drawn.
 * @param {Worker} worker
 * @param {import("../scale.js").Bar[]} bars
 * @param {number} now
 * @returns {Row}
 */
export const rowOf = (worker, bars, now) => ({ worker, ...packed(bars, now) });

/** @param {Row} row */
export const heightOf = ({ tracks }) => ROW_PX + (tracks - 1) * TRACK_PX;

/**
 * @param {{row: Row, scale: import("../scale.js").Scale, now: number, pages: number}} props
 *   `pages`: how many of their pages are connected
 */
export function WorkerRow({ row: { worker, tracks, placed }, scale, now, pages }) {
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
