// Calls that are going on: who calls whom, where each is since when, and whose task it is about.
import { html } from "../vendor/preact.js";
import { now } from "../clock.js";
import { maySteer, perform } from "../steering.js";
import { head, nameOf } from "../store.js";
import { stopwatch } from "../time.js";
import { counted, short } from "../words.js";
import { Sid } from "./controls.js";
import { CopyAs } from "./copy_as.js";

/** @typedef {import("../rows.js").Call} Call */

const DOTS = /** @type {Record<string, string>} */ ({
  queued: "pending",
  ringing: "reserved",
  "in-progress": "assigned",
});

export default function LiveCalls() {
  const known = head.value;
  if (!known) return null;
  const { calls, counts } = known;
  const hidden = counts.calls - calls.length;
  return html`<section class="panel board-calls" aria-label="Calls">
    <header class="toolbar">
      <h2>Calls</h2>
      <span class="hint">${counted(counts.calls, "leg")} going on${hidden > 0 ? `, the first ${calls.length} here` : ""}</span>
    </header>
    <div class="scroll-box" tabindex="0" role="group" aria-label="Calls that are going on">
      <table class="calls">
        <tbody>
          ${calls.map((one) => html`<${Row} key=${one.sid} call=${one} />`)}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** @param {{call: Call}} props */
function Row({ call }) {
  return html`<tr class=${call.parent_sid ? "leg" : undefined}>
    <td class="mono" title=${`${call.direction} call ${call.sid}`}>${short(call.sid)}</td>
    <td class="cut">
      <i class=${`dot ${DOTS[call.status]}`}></i>${nameOf(call.worker_sid ?? "") ? html`<${Sid} sid=${call.worker_sid} />` : call.from}
      <span class="muted">${call.worker_sid ? " at " : " → "}</span>${call.to}
    </td>
    <td>${standing(call)}</td>
    <td>${call.task_sid && html`<${Sid} sid=${call.task_sid} />`}</td>
    <td class="figures">${stopwatch(now.value - call.since_ms)}</td>
    <td class="deed"><${Deeds} call=${call} /></td>
  </tr>`;
}

/**
 * Where a call is, in words.
 * @param {Call} call
 */
export function standing({ status, waits_in, waits_for, conference_name, talks_to }) {
  if (waits_in !== null) return `waits in ${waits_in}`;
  if (talks_to.length > 0) {
    const where = conference_name ? ` in ${conference_name}` : "";
    return `talks to ${talks_to.map(short).join(", ")}${where}`;
  }
  if (conference_name) return `alone in ${conference_name}`;
  if (status !== "in-progress") return status;
  return waits_for ? `in progress, ${waits_for}` : "in progress";
}

/** @param {{call: Call}} props */
function Deeds({ call: { sid } }) {
  const hangUp = {
    name: "hang-up",
    method: "POST",
    path: `calls/${sid}/hang-up`,
    places: [sid],
  };
  const run = () => perform({ does: hangUp, said: "Hung up", undone: true });
  return html`${
    maySteer &&
    html`<button class="button small" aria-label=${`Hang up ${short(sid)}`} onClick=${run}>Hang up</button>`
  }
  <${CopyAs} does=${hangUp} side="to-left" />`;
}
