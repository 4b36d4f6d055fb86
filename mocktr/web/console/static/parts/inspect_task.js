// A task: how it stands, how it came here, who could take it, what happens next.
import { html, useSignal } from "../vendor/preact.js";
import { useAnswer } from "../api.js";
import { now } from "../clock.js";
import { head, lines, taskOf, workerOf } from "../store.js";
import { moment, retold, stopwatch } from "../time.js";
import { counted } from "../words.js";
import { Attributes } from "./attributes.js";
import { Sid } from "./controls.js";
import { Following } from "./following.js";
import { Icon } from "./icon.js";
import { Title } from "./inspector.js";
import { Entry, Related } from "./related.js";
import { TaskDeeds } from "./task_deeds.js";
import { dotOf } from "./workers.js";

/** @typedef {import("../store.js").Task} Task */
/** @typedef {{sid: string, name: string, verdict: string, reason: string}} Judged */

const MOST_EVENTS = 300;
/** Events that somebody asked for; the others follow from them. */
const DOINGS = /^(task|reservation)\./;
/** The attributes stand above the story. */
const CREATED = /^created with .*/s;
/** Which dot a part of the story has, by its event. */
const MOMENTS = /** @type {Record<string, string>} */ ({
  "workflow.target-matched": "queued",
  "task-queue.entered": "queued",
  "reservation.created": "offered",
  "reservation.accepted": "taken",
  "reservation.completed": "taken",
  "reservation.wrapup": "taken",
  "task.completed": "taken",
  "reservation.timeout": "failed",
  "reservation.rejected": "failed",
  "reservation.canceled": "failed",
  "reservation.rescinded": "failed",
  "task.canceled": "failed",
  "task-queue.timeout": "failed",
});

/** @param {{sid: string}} props */
export default function InspectTask({ sid }) {
  const task = taskOf(sid);
  const path = `tasks/${sid}/explain`;
  const { value, error } = useAnswer(path, {}, [head.value?.position]);
  return html`<header>
      <${Title} sid=${sid} />
      ${task ? html`<${Standing} task=${task} /><${Attributes} text=${task.attributes} />` : html`<p class="muted">It can't be read any more.</p>`}
    </header>
    <div class="scroll" tabindex="0" aria-label="Why it is there">
      ${error && html`<p class="verdict bad" role="alert">${error}</p>`}
      ${
        value &&
        html`<${Verdict} task=${task} explained=${value} />
        <h3>How it came here</h3>
        <${Story} sid=${sid} history=${value.history} />
        ${value.workers.length > 0 && html`<${Who} workers=${value.workers} />`}
        <h3>What happens next</h3>
        <${Following} next=${value.next} />`
      }
      <${Related} sid=${sid} />
    </div>
    ${task && html`<${TaskDeeds} task=${task} />`}`;
}

/** @param {{task: Task}} props */
function Standing({ task }) {
  const line = lines.value.find((one) => one.queue.sid === task.queue_sid);
  const at = line ? line.waiting.findIndex((one) => one.sid === task.sid) : -1;
  const end = task.finished_ms ?? now.value;
  const how = task.place ? "waiting" : task.finished_ms === null ? "for" : "took";
  const age = `${how} ${stopwatch(end - task.created_ms)}`;
  return html`<div class="standing">
    <span class=${`pill ${task.status}`}>${task.status}</span>
    ${at >= 0 && html`<b>${ordinal(at + 1)} in line</b>`}
    ${task.queue_sid && html`<span>in <${Sid} sid=${task.queue_sid} /></span>`}
    <span class="figures">P${task.priority}</span><span>${task.channel}</span>
    <span class="figures">${age}</span>
    ${task.reason && html`<span>${task.reason}</span>`}
  </div>`;
}

/** @param {number} number */
function ordinal(number) {
  const tens = number % 100;
  if (tens > 10 && tens < 14) return `${number}th`;
  return `${number}${["th", "st", "nd", "rd"][number % 10] ?? "th"}`;
}

/**
 * The answer in a sentence, from the server's verdicts.
 * @param {{task: Task | null, explained: {workers: Judged[], next: {at: string, what: string}[], sentences: string[], history: any[], now: string}}} props
 */
export function Verdict({ task, explained }) {
  const { workers, next, sentences, history, now: told } = explained;
  const [soonest] = next;
  const then =
    soonest && ` Next, at ${moment(Date.parse(soonest.at), now.value)}: ${soonest.what}.`;
  if (task && workers.length > 0) {
    return html`<p class=${`verdict ${task.status}`}><b>${summary(workers)}</b> ${reasons(workers)}${then}</p>`;
  }
  // The one sentence about how it stands comes between what was and what will be.
  const count = history.reduce((sum, one) => sum + one.sentences.length, 0);
  const state = (sentences[count] ?? "").replace(`${told} `, "It ");
  const look = task && task.finished_ms === null ? task.status : "done";
  return html`<p class=${`verdict ${look}`}><b>${state}.</b>${then}</p>`;
}

/** @param {Judged[]} workers */
function summary(workers) {
  const offered = workers.filter((one) => one.verdict === "offered").map((one) => one.name);
  if (offered.length) return `It is offered to ${offered.join(", ")}.`;
  const free = workers.filter((one) => one.verdict === "free").map((one) => one.name);
  if (free.length)
    return `${free.slice(0, 3).join(", ")}${free.length > 3 ? " and others" : ""} could take it.`;
  return workers.every((one) => one.verdict === "not eligible")
    ? "No worker is eligible."
    : "Nobody can take it now.";
}

/**
 * How those who are eligible stand, if some of them can't have it: each reason with how many it is said of.
 * @param {Judged[]} workers
 */
function reasons(workers) {
  const eligible = workers.filter((one) => one.verdict !== "not eligible");
  if (!eligible.some((one) => one.verdict === "passed over")) return "";
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { verdict, reason } of eligible) {
    if (verdict === "offered") continue;
    const said = verdict === "passed over" ? retold(reason, now.value) : verdict;
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, 4);
  const all = most.map(([reason, count]) => `${count}\u00a0×\u00a0${reason}`).join("; ");
  return `${counted(eligible.length, "worker is", "workers are")} eligible: ${all}.`;
}

/** @param {{sid: string, history: any[]}} props */
export function Story({ sid, history }) {
  const { value } = useAnswer("events", { sid, limit: MOST_EVENTS }, [head.value?.position]);
  /** @type {Map<string, number>} */
  const causes = new Map();
  for (const { date, type, cause } of value?.events ?? []) {
    if (cause !== null && DOINGS.test(type)) causes.set(`${type} ${date}`, cause);
  }
  const told = history.filter((one) => one.sentences.length > 0).sort(asItBegan);
  return html`<ol class="story">
    ${told.map((one, at) => html`<${Chapter} key=${at} one=${one} cause=${causes.get(`${one.event} ${one.at}`)} />`)}
  </ol>`;
}

/**
 * By time; that a task was created comes before what TaskRouter tells first of the same moment.
 * @param {{at: string, event: string}} one
 * @param {{at: string, event: string}} other
 */
function asItBegan(one, other) {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1;
  return Number(other.event === "task.created") - Number(one.event === "task.created");
}

/** @param {{one: any, cause?: number}} props `cause`: the number of the request or callback */
function Chapter({ one, cause }) {
  const inFilters = new Set(one.filters.map((/** @type {any} */ filter) => filter.sentence));
  const rest = one.sentences.filter((/** @type {string} */ text) => !inFilters.has(text));
  return html`${
    one.filters.length > 0 &&
    html`<li>
      <time>${moment(Date.parse(one.at), now.value)}</time><p>went through the workflow's filters</p>
      <${Filters} filters=${one.filters} />
    </li>`
  }
    ${rest.map(
      (/** @type {string} */ text) =>
        html`<li key=${text} class=${MOMENTS[one.event] ?? ""}>
          <time>${moment(Date.parse(one.at), now.value)}</time><p>${retold(text.replace(CREATED, "created"), now.value)}${cause && html` by request <${Entry} number=${cause} />`}</p>
        </li>`,
    )}`;
}

/** @param {{filters: any[]}} props */
const Filters = ({ filters }) =>
  html`<table class="filters" aria-label="Filters">
    <tbody>
      ${filters.map(
        (one, at) =>
          html`<tr key=${at} class=${one.value ? "matches" : ""} title=${one.sentence}>
            <td class="outcome">
              <${Icon} name=${one.value ? "check" : "cross"} /><span class="aside"
                >${one.value ? "matches" : "does not match"}</span
              >
            </td>
            <td class="name">${one.name}</td>
            <td class="mono">${one.expression?.text ?? ""}</td>
            <td class="saw">${one.value ? "matches" : sawWords(one.expression)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;

/** @param {any} expression */
function sawWords(expression) {
  const saw = Object.entries(expression?.saw ?? {});
  if (saw.length === 1) return `is ${JSON.stringify(saw[0][1])}`;
  return saw.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(", ");
}

/** @param {Judged} one */
function dotOfJudged({ sid, verdict }) {
  const worker = workerOf(sid);
  return verdict === "not eligible" || !worker ? "none" : dotOf(worker);
}

/** @param {{workers: Judged[]}} props */
export function Who({ workers }) {
  const all = useSignal(false);
  const eligible = workers.filter((one) => one.verdict !== "not eligible");
  const others = workers.filter((one) => one.verdict === "not eligible");
  const shown = all.value ? workers : eligible.length ? eligible : others.slice(0, 3);
  const hidden = workers.length - shown.length;
  return html`<h3>Who could take it <span>${eligible.length} eligible of ${workers.length}</span></h3>
    <table class="people">
      <tbody>
        ${shown.map(
          (one) =>
            html`<tr key=${one.sid} class=${one.verdict === "not eligible" ? "not" : ""}>
              <td>
                <i class=${`dot ${dotOfJudged(one)}`}></i
                ><${Sid} sid=${one.sid} name=${one.name} />
              </td>
              <td>${one.verdict === "free" ? "free" : retold(one.reason, now.value)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      hidden > 0 &&
      html`<button class="link" onClick=${() => (all.value = true)}>
      ${hidden} more who ${hidden === 1 ? "is" : "are"} not eligible
    </button>`
    }`;
}
