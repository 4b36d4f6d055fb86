// A queue as a line of tasks: first in line on the left, offers at the end.
import { computed, html, signal } from "../vendor/preact.js";
import { address, open } from "../address.js";
import { now } from "../clock.js";
import { nameOf, shownTasks } from "../store.js";
import { spanOf, stopwatch } from "../time.js";
import { attributesOf, counted, literal, short } from "../words.js";
import { Sid } from "./controls.js";
import { wanted } from "./filter.js";
import { ChannelIcon } from "./icon.js";
import { rove } from "./windowed.js";

/** @typedef {import("../store.js").Line} Line */

export const LANE_PX = 47;

const MOST_CHIPS = 50;
const OF_OFFERS = 0.4;

/** @param {{line: Line, room: number}} props `room`: how many chips fit */
export function Lane({ line, room }) {
  const { queue } = line;
  const chosen = address.value.options.sid === queue.sid;
  return html`<div class=${`lane${chosen ? " chosen" : ""}`}>
    <${Head} line=${line} />
    <${Chips} line=${line} room=${room} />
  </div>`;
}

/** @param {{line: Line}} props */
function Head({ line: { queue, count, members, free } }) {
  return html`<div class="lane-head">
    <div>
      <span class="cut"><${Sid} sid=${queue.sid} name=${queue.name} /></span>
      ${
        count > 0 &&
        html`<span class="waiting-count" title=${`${count} waiting`}>${count.toLocaleString("en")}</span>`
      }
      <span class="grow"></span>
      <span class=${`free-count${free ? " some" : ""}`}>
        <i class=${`dot ${free ? "free" : "none"}`}></i>${free} of ${members}<span class="word">${" "}free</span>
      </span>
    </div>
    <span class="expression mono cut" title=${queue.target_workers}>${queue.target_workers}</span>
  </div>`;
}

/** @param {Props} props @typedef {{line: Line, room: number}} Props */
function Chips({ line, room }) {
  const waiting = line.waiting.filter(wanted.value);
  const offered = line.offered.filter(wanted.value);
  const all = Math.min(room, MOST_CHIPS);
  const forOffers = Math.min(
    offered.length,
    Math.max(Math.ceil(all * OF_OFFERS), all - waiting.length),
  );
  const shownWaiting = waiting.slice(0, Math.max(all - forOffers, 1));
  const shownOffers = offered.slice(0, forOffers);
  const isFiltered = waiting.length < line.waiting.length;
  const hidden = (isFiltered ? waiting.length : line.count) - shownWaiting.length;
  const hiddenOffers = offered.length - shownOffers.length;
  const more = () => open(line.queue.sid);
  return html`<div class="line" onKeyDown=${rove}>
    ${shownWaiting.map(
      (task, index) => html`<${Chip} key=${task.sid} task=${task} first=${index === 0} />`,
    )}
    ${hidden > 0 && html`<${More} count=${hidden} what="more who wait" open=${more} />`}
    ${shownOffers.map(
      (task, index) =>
        html`<${Chip} key=${task.sid} task=${task} first=${index === 0 && !shownWaiting.length} />`,
    )}
    ${hiddenOffers > 0 && html`<${More} count=${hiddenOffers} what="more offers" open=${more} />`}
    ${
      waiting.length + offered.length === 0 &&
      html`<span class="empty">${line.count ? "none of those who wait" : "nobody waits"}</span>`
    }
    <span class="grow"></span>
    ${line.inHand > 0 && html`<span class="in-hand" title=${`${counted(line.inHand, "task")} assigned or wrapping`}>${line.inHand} in hand</span>`}
  </div>`;
}

/** @param {{count: number, what: string, open: () => void}} props */
const More = ({ count, what, open: run }) =>
  html`<button class="chip-more stop" tabindex="-1" aria-label=${`${count} ${what}`} onClick=${run}>
    +${count.toLocaleString("en")}
  </button>`;

/** @typedef {import("../store.js").Task} Task */

const LONG_WAIT_MS = 4 * 60_000;
const KEPT = "mocktr-chip";
const SAMPLE = 200;
const MOST_KINDS = 12;

/** The attribute that was chosen to stand on chips; "" for the one that tells most. */
export const chosenAttribute = signal(localStorage.getItem(KEPT) ?? "");

/** @param {string} name */
export function chooseAttribute(name) {
  chosenAttribute.value = name;
  localStorage.setItem(KEPT, name);
}

/** The names of the attributes that tasks have, those that tell tasks apart first. */
export const attributeNames = computed(() => {
  /** @type {Map<string, Set<unknown>>} */
  const seen = new Map();
  for (const task of shownTasks.value.slice(0, SAMPLE)) {
    for (const [name, value] of Object.entries(attributesOf(task.attributes) ?? {})) {
      if (value === null || typeof value === "object") continue;
      seen.set(name, (seen.get(name) ?? new Set()).add(value));
    }
  }
  return [...seen].sort(([, a], [, b]) => telling(b) - telling(a)).map(([name]) => name);
});

/**
 * What has some values tells more than what is the same, or another, on each.
 * @param {Set<unknown>} values
 */
const telling = ({ size }) => (size < 2 ? 0 : size <= MOST_KINDS ? size : 1 / size);

/** @param {Task} task */
function attributeShown(task) {
  const name = chosenAttribute.value || attributeNames.value[0];
  const value = name && attributesOf(task.attributes)?.[name];
  if (value === undefined || value === null || value === "") return task.channel;
  return typeof value === "string" ? value : literal(value);
}

/** @param {{task: Task, first: boolean}} props `first`: whether Tab stops at it */
export const Chip = ({ task, first }) =>
  task.place
    ? html`<${Waiting} task=${task} first=${first} />`
    : html`<${Offered} task=${task} first=${first} />`;

/** @param {{task: Task, first: boolean}} props */
function Waiting({ task, first }) {
  const age = now.value - task.created_ms;
  const shown = attributeShown(task);
  const called = `Task ${short(task.sid)}, ${shown}, priority ${task.priority}, waits ${spanOf(age)}`;
  return html`<${Pressed} task=${task} first=${first} look=${age > LONG_WAIT_MS ? "old" : ""} called=${called}>
    <span
      ><b class="mono">${short(task.sid)}</b><span class="grow"></span><time>${stopwatch(age)}</time></span
    >
    <span
      ><${ChannelIcon} channel=${task.channel} /><span class="cut value">${shown}</span
      ><span class="grow"></span
      ><span class=${`priority${task.priority ? " some" : ""}`}>P${task.priority}</span></span
    >
  <//>`;
}

/** @param {{task: Task, first: boolean}} props */
function Offered({ task, first }) {
  const [offer] = task.offers;
  const worker = offer ? (nameOf(offer.worker_sid) ?? short(offer.worker_sid)) : "nobody";
  const others = task.offers.length > 1 ? ` +${task.offers.length - 1}` : "";
  const left = offer?.until_ms ? offer.until_ms - now.value : null;
  const share = offer?.until_ms ? (left ?? 0) / (offer.until_ms - offer.since_ms) : 0;
  const called = `Task ${short(task.sid)}, offered to ${worker}${left === null ? "" : `, ${spanOf(left)} left`}`;
  return html`<${Pressed} task=${task} first=${first} look="offered" called=${called}>
    <span
      ><b class="mono">${short(task.sid)}</b><span class="grow"></span
      >${left !== null && html`<time>${stopwatch(left)}</time>`}</span
    >
    <span><span class="cut">offered to <b>${worker}</b>${others}</span></span>
    <i class="remaining" style=${{ width: `${100 * share}%` }}></i>
  <//>`;
}

/** @param {{task: Task, first: boolean, look: string, called: string, children?: unknown}} props */
const Pressed = ({ task, first, look, called, children }) =>
  html`<button
    class=${`chip stop ${look}`}
    tabindex=${first ? 0 : -1}
    aria-label=${called}
    aria-current=${address.value.options.sid === task.sid ? "true" : undefined}
    onClick=${() => open(task.sid)}
  >
    ${children}
  </button>`;
