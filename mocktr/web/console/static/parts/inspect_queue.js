// A queue: who is in it and why others are not, and why each task still waits.
import { html, useSignal } from "../vendor/preact.js";
import { useAnswer } from "../api.js";
import { head, lines, queueOf } from "../store.js";
import { capital, counted, short } from "../words.js";
import { Sid } from "./controls.js";
import { CopyAs } from "./copy_as.js";
import { Following } from "./following.js";
import { Title } from "./inspector.js";

const DOTS = /** @type {Record<string, string>} */ ({
  free: "free",
  away: "away",
  offered: "offered",
});
const FEW = 5;

/** @param {{sid: string}} props */
export default function InspectQueue({ sid }) {
  const queue = queueOf(sid);
  const { value, error } = useAnswer(`task_queues/${sid}/explain`, {}, [head.value?.position]);
  const explain = {
    name: "explain-queue",
    method: "GET",
    path: `task_queues/${sid}/explain`,
    places: [sid],
  };
  return html`<header>
      <${Title} sid=${sid} />
      ${
        queue
          ? html`<${Standing} queue=${queue} />
              <p class="code">${queue.target_workers || "nobody"}</p>`
          : html`<p class="muted">There is no such queue any more.</p>`
      }
    </header>
    <div class="scroll" tabindex="0" aria-label="Who waits and who is in it">
      ${error && html`<p class="verdict bad" role="alert">${error}</p>`}
      ${value && html`<${Explained} value=${value} />`}
    </div>
    <footer><span class="grow"></span><${CopyAs} does=${explain} /></footer>`;
}

/** @param {{queue: import("../store.js").Queue}} props */
function Standing({ queue }) {
  const line = lines.value.find((one) => one.queue.sid === queue.sid);
  return html`<div class="standing">
    <span class=${`pill${line?.count ? " pending" : ""}`}
      >${line?.count ?? 0} waiting</span
    >
    ${line && html`<b>${line.free} of ${line.members} free</b><span>${line.inHand} in hand</span>`}
    <span>${queue.task_order}</span>
    <span>${queue.max_reserved_workers} offered at once</span>
  </div>`;
}

/** @param {{value: any}} props */
function Explained({ value }) {
  return html`<p class=${`verdict${value.waiting ? " pending" : ""}`}>${capital(value.verdict)}.</p>
    ${value.line.length > 0 && html`<${InLine} waiting=${value.waiting} line=${value.line} />`}
    <h3>Members <span>${value.members.length}</span></h3>
    <${People} people=${value.members} />
    <h3>Others <span>who are not in it, and why</span></h3>
    <${People} people=${value.others} few />
    ${value.left_off > 0 && html`<p class="muted">and ${value.left_off} more</p>`}
    <h3>What happens next</h3>
    <${Following} next=${value.next} />`;
}

/** @param {{waiting: number, line: any[]}} props */
const InLine = ({ waiting, line }) =>
  html`<h3>In line <span>${waiting > line.length ? `the first ${line.length} of ${waiting}` : counted(waiting, "task")}</span></h3>
    <table class="people">
      <tbody>
        ${line.map(
          (one) =>
            html`<tr key=${one.task_sid}>
              <td class="figures"><span class="muted place">${one.place}</span><${Sid} sid=${one.task_sid} name=${short(one.task_sid)} /></td>
              <td>${one.reason}</td>
              <td class="at figures">P${one.priority}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;

/** @param {{people: any[], few?: boolean}} props */
function People({ people, few = false }) {
  const all = useSignal(!few);
  const shown = all.value ? people : people.slice(0, FEW);
  if (people.length === 0) return html`<p class="muted">Nobody.</p>`;
  return html`<table class="people">
      <tbody>
        ${shown.map(
          (one) =>
            html`<tr key=${one.sid} class=${one.verdict ? "" : "not"}>
              <td>
                <i
                  class=${`dot ${one.verdict ? (DOTS[one.verdict] ?? "busy") : "none"}`}
                ></i
                ><${Sid} sid=${one.sid} name=${one.name} />
              </td>
              <td>${one.reason}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      shown.length < people.length &&
      html`<button class="link" onClick=${() => (all.value = true)}>
        ${people.length - shown.length} more
      </button>`
    }`;
}
