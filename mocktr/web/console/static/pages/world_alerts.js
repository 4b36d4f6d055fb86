// What Twilio's debugger would show.
import { html } from "../vendor/preact.js";
import { address, go } from "../address.js";
import { useAnswer } from "../api.js";
import { now } from "../clock.js";
import { head } from "../store.js";
import { moment } from "../time.js";
import { Sid } from "../parts/controls.js";
import { CopyAs } from "../parts/copy_as.js";
import { Icon } from "../parts/icon.js";
import { List } from "../parts/list.js";

/**
 * @typedef {object} Alert
 * @property {string} sid
 * @property {string} error_code
 * @property {string} log_level
 * @property {string} title
 * @property {string} alert_text
 * @property {string} more_info
 * @property {string} date_generated
 * @property {string | null} resource_sid
 * @property {string | null} request_method
 * @property {string | null} request_url
 * @property {string | null} request_variables
 * @property {string | null} response_body
 */

const LOOKING = { name: "alerts", method: "GET", path: "alerts" };

const COLUMNS = /** @type {import("../parts/list.js").Column<Alert>[]} */ ([
  {
    title: "Time",
    width: "76px",
    look: "figures muted",
    cell: (one) => moment(Date.parse(one.date_generated), now.value),
  },
  {
    title: "Level",
    width: "62px",
    cell: (one) => html`<span class=${`level ${one.log_level}`}>${one.log_level}</span>`,
  },
  { title: "Code", width: "52px", look: "figures", cell: (one) => one.error_code },
  { title: "What", width: "minmax(180px, 2fr)", cell: (one) => one.title },
  { title: "Text", width: "minmax(120px, 3fr)", look: "muted", cell: (one) => one.alert_text },
  { title: "About", width: "72px", cell: (one) => html`<${Sid} sid=${one.resource_sid} />` },
]);

export function Alerts() {
  const moves = [head.value?.counts.alerts, head.value?.epoch];
  const { value, error } = useAnswer("alerts", {}, moves);
  const all = /** @type {Alert[]} */ (value?.alerts ?? []).toReversed();
  const chosen = all.find((one) => one.sid === address.value.options.alert) ?? null;
  return html`<div class="fitted">
    <div class=${chosen ? "halves" : "halves alone"}>
      <section class="panel" aria-label="Alerts">
        <header class="toolbar">
          <h2>Alerts</h2>
          <span class="hint"
            >as Twilio's debugger shows them, newest
            first${value?.dropped ? `; ${value.dropped} older ones are known no more` : ""}</span
          >
          <span class="grow"></span>
          <${CopyAs} does=${LOOKING} side="to-left" />
        </header>
        ${error && html`<p class="nothing" role="alert">${error}</p>`}
        ${
          value && all.length === 0
            ? html`<p class="nothing">
                There is no alert. A callback that fails makes one, and so does an answer that
                TaskRouter can't follow.
              </p>`
            : html`<${List}
                label="Alerts"
                rows=${all}
                columns=${COLUMNS}
                keyOf=${(/** @type {Alert} */ one) => one.sid}
                chosen=${chosen?.sid ?? null}
                open=${(/** @type {Alert} */ one) => go({ options: { alert: one.sid } })}
              />`
        }
      </section>
      ${chosen && html`<${Detail} alert=${chosen} />`}
    </div>
  </div>`;
}

/** @param {{alert: Alert}} props */
const Detail = ({ alert }) =>
  html`<section class="panel side" aria-label="Alert">
    <header class="toolbar">
      <h2>Alert ${alert.error_code}</h2>
      <span class="grow"></span>
      <button
        class="button bare"
        title="Close"
        aria-label="Close the alert"
        onClick=${() => go({ options: { alert: "" } })}
      >
        <${Icon} name="close" />
      </button>
    </header>
    <div class="scroll-box padded stack" tabindex="0" role="region" aria-label="All of it">
      <p><b>${alert.title}</b></p>
      <p class="wrong-words">${alert.alert_text}</p>
      <dl class="facts">
        <dt>When</dt>
        <dd class="figures">${alert.date_generated}</dd>
        <dt>About</dt>
        <dd><${Sid} sid=${alert.resource_sid} /></dd>
        <dt>Request</dt>
        <dd class="mono">${alert.request_method} ${alert.request_url}</dd>
        <dt>Code</dt>
        <dd>
          <a href=${alert.more_info} target="_blank" rel="noreferrer noopener">what Twilio says of ${alert.error_code}</a>
        </dd>
      </dl>
      <h3>Sent</h3>
      <${Variables} text=${alert.request_variables} />
      <h3>Answered</h3>
      ${alert.response_body ? html`<pre class="code">${alert.response_body}</pre>` : html`<p class="muted">Nothing.</p>`}
    </div>
  </section>`;

/** @param {{text: string | null}} props */
function Variables({ text }) {
  const all = [...new URLSearchParams(text ?? "")];
  if (all.length === 0) return html`<p class="muted">Nothing.</p>`;
  return html`<dl class="facts variables">
    ${all.map(([name, value], index) => html`<dt key=${index}>${name}</dt><dd class="mono">${value}</dd>`)}
  </dl>`;
}
