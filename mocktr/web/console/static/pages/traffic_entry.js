// One request or callback: what it carried, what was answered, what it caused.
import { html } from "../vendor/preact.js";
import { go, hrefOf } from "../address.js";
import { isReport, useAnswer } from "../api.js";
import { now } from "../clock.js";
import { isCallback, noteOf, placeOf, stateOf } from "../entries.js";
import { journal } from "../feed.js";
import { PAGES } from "../pages.js";
import { maySteer, perform } from "../steering.js";
import { moment, timeOfDay } from "../time.js";
import { counted } from "../words.js";
import { Sid } from "../parts/controls.js";
import { CopyAs } from "../parts/copy_as.js";
import { Detail } from "../parts/detail.js";
import { Entry as EntryLink } from "../parts/related.js";
import { Told } from "../parts/told.js";
import { Value, Values } from "../parts/values.js";
import { openResend } from "./traffic_resend.js";
import { openVerify } from "./traffic_verify.js";

/** @typedef {import("../entries.js").Entry} Entry */

const MOST_EVENTS = 50;
const MOST_CALLBACKS = 200;
const hasFaults = PAGES.some((one) => one.name === "faults");

/** @param {{number: number, close: () => unknown}} props */
export function EntryDetail({ number, close }) {
  const values = { since: number - 1, before: number + 1 };
  const { value, error } = useAnswer("journal", values, [journal.value]);
  const entry = /** @type {Entry | undefined} */ (value?.entries[0]);
  const label = `Entry ${number}`;
  if (!entry) {
    const said = error ?? (value ? "It is not in the journal any more." : "Asking…");
    return html`<${Detail} label=${label} title=${`#${number}`} close=${close}><p class="nothing">${said}</p><//>`;
  }
  const title = html`#${number} ${isCallback(entry) ? `${entry.kind} callback` : `${entry.method} ${lastOf(entry)}`}`;
  const carried = html`<h3>Parameters</h3>
    <${Values} label="Parameters" values=${entry.parameters} />`;
  const came = html`<${Answer} entry=${entry} />
    ${entry.events && html`<${Caused} number=${number} events=${entry.events} />`}`;
  // Callbacks carry so much that what came of them would be out of sight.
  const parts = isCallback(entry) ? [came, carried] : [carried, came];
  return html`<${Detail} label=${label} title=${title} close=${close} foot=${html`<${Foot} entry=${entry} />`}>
    <${Standing} entry=${entry} />
    <p class="code">${entry.method} ${entry.url ?? `${entry.host ?? ""}${entry.path ?? " a function"}`}</p>
    <${Cause} entry=${entry} />
    ${parts}
  <//>`;
}

/**
 * What a path is about.
 * @param {Entry} entry
 */
const lastOf = (entry) => placeOf(entry).split("/").slice(-2).join("/");

/** @param {{entry: Entry}} props */
function Standing({ entry }) {
  const state = stateOf(entry);
  const looks = { good: "available", bad: "bad", open: "" };
  const by = entry.by === "console" ? ", by the console" : "";
  return html`<div class="standing">
    <span class=${`pill ${looks[state]}`}>${entry.status ?? entry.outcome ?? "no answer yet"}</span>
    <span>at <b class="figures">${moment(Date.parse(entry.date), now.value)}</b>${by}</span>
    <span title="The time of the server's machine, in UTC">wall clock ${timeOfDay(entry.wall * 1000)}</span>
    ${entry.wall_ms != null && html`<span>${entry.wall_ms.toFixed(1)} ms</span>`}
    ${entry.if_match && html`<span>If-Match ${entry.if_match}</span>`}
    ${entry.faults.map((id) => html`<${Met} key=${id} id=${id} />`)}
  </div>`;
}

/** @param {{id: number}} props */
const Met = ({ id }) =>
  hasFaults
    ? html`<a class="pill bad" href=${hrefOf({ page: "faults" })}>met fault #${id}</a>`
    : html`<span class="pill bad">met fault #${id}</span>`;

/** @param {{entry: Entry}} props */
function Cause({ entry }) {
  if (!isCallback(entry)) return null;
  const { event, cause, resends } = entry;
  return html`<p class="cause">
    ${event != null && html`<span>tells of <a href=${hrefOf({ page: "events", options: { event: String(event) } })}>event ${event}</a></span>`}
    ${cause != null && html`<span>caused by <${EntryLink} number=${cause} /></span>`}
    ${resends != null && html`<span>repeats <${EntryLink} number=${resends} />; its answer has no effect</span>`}
    <span>about <${Sid} sid=${about(entry)} /></span>
  </p>`;
}

/**
 * The task that a callback is about, else what its event is about.
 * @param {Entry} entry
 */
const about = (entry) =>
  String(entry.parameters.TaskSid ?? entry.parameters.WorkerSid ?? entry.resource_sid);

/** @param {{entry: Entry}} props */
function Answer({ entry }) {
  const said = noteOf(entry);
  const heading = html`<h3>Answer ${entry.outcome && html`<span>${entry.outcome}</span>`}</h3>`;
  if (isCallback(entry)) {
    return html`${heading}
      ${entry.instruction && html`<p>Instruction <b>${entry.instruction}</b></p>`}
      ${entry.reason && html`<p class="state bad">${entry.reason}</p>`}
      ${entry.body ? html`<div class="body-of"><${Value} value=${entry.body} /></div>` : html`<p class="muted">No body.</p>`}`;
  }
  if (entry.status !== null && !entry.code && !said) return null;
  return html`${heading}
    <p>${entry.status ?? "None yet."}${entry.code && `, error ${entry.code}`}</p>
    ${said && html`<p class="state bad">${said}</p>`}`;
}

/** @param {{number: number, events: [number, number]}} props */
function Caused({ number, events: [first, last] }) {
  const events = useAnswer("events", { since: first - 1, limit: MOST_EVENTS }, []);
  const calls = useAnswer("journal", { kind: "callback", since: number, limit: MOST_CALLBACKS }, [
    journal.value,
  ]);
  const rows = (events.value?.events ?? []).filter((/** @type {any} */ one) => one.number <= last);
  const callbacks = (calls.value?.entries ?? []).filter(
    (/** @type {any} */ one) => one.cause === number,
  );
  return html`<h3>What it caused <span>${counted(last - first + 1, "event")}, ${counted(callbacks.length, "callback")}</span></h3>
    <table class="caused">
      <tbody>
        ${rows.map(
          (/** @type {any} */ one) => html`<tr key=${one.number}>
            <td class="number figures"><a href=${hrefOf({ page: "events", options: { event: String(one.number) } })}>${one.number}</a></td>
            <td>${one.type}</td>
            <td><${Told} text=${one.what} /></td>
          </tr>
          ${callbacks
            .filter((/** @type {Entry} */ call) => call.event === one.number)
            .map(
              (/** @type {Entry} */ call) =>
                html`<${Call} key=${`call ${call.number}`} call=${call} />`,
            )}`,
        )}
      </tbody>
    </table>
    ${last - first + 1 > rows.length && rows.length > 0 && html`<p class="muted">and ${last - first + 1 - rows.length} more</p>`}`;
}

/** @param {{call: Entry}} props */
const Call = ({ call }) =>
  html`<tr class="call">
    <td class="number figures"><${EntryLink} number=${call.number} /></td>
    <td><b class="way out">out</b> ${call.kind}</td>
    <td>${placeOf(call).split(" → ")[1]} <b class=${`state ${stateOf(call)}`}>${call.status ?? call.outcome}</b> ${noteOf(call)}</td>
  </tr>`;

/** @param {{entry: Entry}} props */
function Foot({ entry }) {
  if (isCallback(entry)) {
    const delivers = { delivers: entry.number, url: entry.url ?? "", parameters: entry.parameters };
    return html`${
      maySteer &&
      html`<button class="button" onClick=${() => resend(entry)}>Send again</button>
        <button class="button" onClick=${() => openResend(entry, shown)}>Edit and send…</button>`
    }
      <span class="grow"></span>${entry.url && html`<${CopyAs} does=${delivers} />`}`;
  }
  const request = entry.path ?? "";
  const does = { method: entry.method, request, parameters: entry.parameters };
  return html`${maySteer && isRepeatable(entry) && html`<button class="button" onClick=${() => repeat(does)}>Ask again</button>`}
    ${!isReport && html`<button class="button" onClick=${() => openVerify(entry)}>Verify…</button>`}
    <span class="grow"></span><${CopyAs} does=${does} />`;
}

/** @param {Entry} entry */
const isRepeatable = ({ kind, path = "" }) => kind === "request" && path.startsWith("/v1/");

/** @param {Entry} entry */
async function resend({ number }) {
  const path = `callbacks/${number}/resend`;
  shown(
    await perform({
      does: { name: "resend", method: "POST", path, places: [String(number)] },
      said: "Sent again",
    }),
  );
}

/** @param {import("../steering.js").ApiRequest} does */
async function repeat(does) {
  shown(await perform({ does, said: "Asked again", undone: does.method !== "GET" }));
}

/**
 * Let the detail tell of what was just done.
 * @param {{number?: number} | null} done
 */
function shown(done) {
  if (done?.number) go({ options: { entry: String(done.number) } });
}
