// A worker: what they do, which queues they are in and why not in others, what they could get.
import { html } from "../vendor/preact.js";
import { useAnswer } from "../api.js";
import { now } from "../clock.js";
import { head, workerOf } from "../store.js";
import { moment, retold, spanOf } from "../time.js";
import { capital, counted, short } from "../words.js";
import { Attributes } from "./attributes.js";
import { Sid } from "./controls.js";
import { Following } from "./following.js";
import { Title } from "./inspector.js";
import { Related } from "./related.js";
import { WorkerDeeds } from "./worker_deeds.js";
import { dotOf } from "./workers.js";

/** @typedef {import("../store.js").Worker} Worker */

const DOTS = /** @type {Record<string, string>} */ ({
  offered: "offered",
  free: "free",
  "passed over": "busy",
});

/** @param {{sid: string}} props */
export default function InspectWorker({ sid }) {
  const worker = workerOf(sid);
  const { value, error } = useAnswer(`workers/${sid}/explain`, {}, [head.value?.position]);
  return html`<header>
      <${Title} sid=${sid} />
      ${
        worker
          ? html`<${Standing} worker=${worker} /><${Attributes}
                text=${worker.attributes}
              />`
          : html`<p class="muted">There is no such worker any more.</p>`
      }
    </header>
    <div class="scroll" tabindex="0" aria-label="What the worker does">
      ${error && html`<p class="verdict bad" role="alert">${error}</p>`}
      ${value && html`<p class="verdict">${begun(retold(value.verdict, now.value), worker?.name)}.</p>`}
      ${worker && html`<${Holds} worker=${worker} />`}
      ${value && html`<${Explained} value=${value} />`}
      <${Pages} sid=${sid} />
      <${Related} sid=${sid} />
    </div>
    ${worker && html`<${WorkerDeeds} worker=${worker} />`}`;
}

/**
 * A sentence with a capital, unless it begins with a name.
 * @param {string} text
 * @param {string} [name]
 */
const begun = (text, name) => (name && text.startsWith(name) ? text : capital(text));

/** @param {{worker: Worker}} props */
function Standing({ worker }) {
  return html`<div class="standing">
    <span class=${`pill${worker.available ? " available" : ""}`}
      >${worker.activity}</span
    >
    <span class="figures">for ${spanOf(now.value - worker.since_ms)}</span>
    <span><i class=${`dot ${dotOf(worker)}`}></i> ${dotOf(worker)}</span>
  </div>`;
}

/** @param {{worker: Worker}} props */
const Holds = ({ worker }) =>
  html`<h3>In hand</h3>
    ${
      worker.holds.length === 0
        ? html`<p class="muted">Nothing.</p>`
        : html`<ol class="following">
            ${worker.holds.map(
              (one) =>
                html`<li key=${one.reservation_sid}>
                  <time>${moment(one.since_ms, now.value)}</time>
                  <span>${one.status} <${Sid} sid=${one.task_sid} /></span>
                  <em class="figures"
                    >${one.until_ms === null ? "" : `until ${moment(one.until_ms, now.value)}`}</em
                  >
                </li>`,
            )}
          </ol>`
    }`;

/**
 * The pages of this worker that are connected to the event bridge.
 * @param {{sid: string}} props
 */
function Pages({ sid }) {
  const count = head.value?.sessions[sid] ?? 0;
  const { value } = useAnswer(count ? "sessions" : null, {}, [head.value?.position, count]);
  const found = /** @type {any[]} */ (value?.sessions ?? []).filter(
    (one) => one.channel_sid === sid,
  );
  if (found.length === 0) return null;
  return html`<h3>Pages connected <span>${found.length}</span></h3>
    <ul>
      ${found.map(
        (one) =>
          html`<li key=${one.number}>
            session ${one.number}, SDK ${one.sdk_version ?? one.sdk}, since ${one.connected},
            ${" "}${counted(one.events_sent, "event")} sent
          </li>`,
      )}
    </ul>`;
}

/** @param {{value: any}} props */
function Explained({ value }) {
  const inside = value.queues.filter((/** @type {any} */ one) => one.member);
  const outside = value.queues.filter((/** @type {any} */ one) => !one.member);
  return html`<h3>Channels</h3>
    <table class="people">
      <tbody>
        ${value.channels.map(
          (/** @type {any} */ one) =>
            html`<tr key=${one.name}>
              <td>
                <i
                  class=${`dot ${one.free ? "free" : one.load ? "busy" : one.available ? "away" : "none"}`}
                ></i
                >${one.name}
              </td>
              <td>${one.reason.replace(`${one.name} `, "")}</td>
              <td class="at figures">${one.load} of ${one.capacity}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <h3>Queues <span>${inside.length} of ${value.queues.length}</span></h3>
    <table class="people">
      <tbody>
        ${[...inside, ...outside].map(
          (/** @type {any} */ one) =>
            html`<tr key=${one.sid} class=${one.member ? "" : "not"}>
              <td><${Sid} sid=${one.sid} name=${one.name} /></td>
              <td>${one.reason}</td>
              <td class="at figures">
                ${one.waiting ? `${one.waiting} waiting` : ""}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    <h3>What waits for them <span>in their queues</span></h3>
    ${
      value.tasks.length === 0
        ? html`<p class="muted">Nothing waits in their queues.</p>`
        : html`<table class="people">
            <tbody>
              ${value.tasks.map(
                (/** @type {any} */ one) =>
                  html`<tr
                    key=${one.task_sid}
                    class=${one.verdict === "not eligible" ? "not" : ""}
                  >
                    <td>
                      <i class=${`dot ${DOTS[one.verdict] ?? "none"}`}></i
                      ><${Sid}
                        sid=${one.task_sid}
                        name=${short(one.task_sid)}
                      />
                    </td>
                    <td>${one.reason}</td>
                    <td class="at">${one.place} in ${one.task_queue_name}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
    <h3>What happens next</h3>
    <${Following} next=${value.next} />`;
}
