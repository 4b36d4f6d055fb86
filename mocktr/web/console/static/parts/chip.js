// A task in its line.
import { computed, html, signal } from "../vendor/preact.js";
import { address, open } from "../address.js";
import { now } from "../clock.js";
import { nameOf, shownTasks } from "../store.js";
import { spanOf, stopwatch } from "../time.js";
import { attributesOf, literal, short } from "../words.js";
import { ChannelIcon } from "./icon.js";

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
