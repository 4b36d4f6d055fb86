// An expression: what each part of it is, seen through a worker or a task, and whom it is true of.
import { html, useMemo } from "../vendor/preact.js";
import { address, go } from "../address.js";
import { useAnswer, useSeldom } from "../api.js";
import { useAsked } from "../asked.js";
import { head, shownTasks, shownWorkers, taskOf, workerOf, workspace } from "../store.js";
import { attributesOf, counted, literal, short } from "../words.js";
import { Choice, Sid } from "../parts/controls.js";
import { CopyAs } from "../parts/copy_as.js";
import { Editor } from "../parts/editor.js";
import { Icon } from "../parts/icon.js";

/** @typedef {{text: string, value: boolean, saw: Record<string, unknown>, parts: Part[]}} Part */

const PAUSE_MS = 1000;
const MOST = 500;
const MOST_TASKS = 200;
const AMONG = /** @type {[string, string][]} */ ([
  ["workers", "Workers"],
  ["tasks", "Tasks"],
]);

export function ExpressionTrial() {
  const { expression = "", through = "" } = address.value.options;
  const seen = seenThrough(through);
  const values = { expression, ...seen.values };
  const told = useAsked(expression.trim() ? "expressions/evaluate" : null, values, []);
  const { value: words } = useAnswer("expressions/language", {}, []);
  const { refusal } = told;
  const remarks = useMemo(() => (refusal ? [remarkOf(refusal, expression)] : []), [refusal]);
  return html`<div class="halves">
    <div class="stack">
      <section class="panel" aria-label="Expression">
        <header class="toolbar">
          <h2>Expression</h2>
          <span class="grow"></span>
          <${Through} value=${through} />
          <${CopyAs} does=${{ name: "evaluate", method: "POST", path: "expressions/evaluate", values }} side="to-left" />
        </header>
        <${Editor}
          label="Expression"
          look="few-lines"
          value=${expression}
          change=${(/** @type {string} */ text) => go({ options: { expression: text } }, true)}
          remarks=${remarks}
          words=${words}
        />
      </section>
      <section class="panel filling" aria-label="What it comes to">
        <header class="toolbar">
          <h2>What it comes to</h2>
          <span class="hint">${seen.hint}</span>
        </header>
        <${Outcome} expression=${expression} told=${told} />
      </section>
    </div>
    <${Matches} expression=${expression} />
  </div>`;
}

/**
 * What an expression sees.
 * @param {string} sid of a worker or a task
 * @returns {{values: Record<string, unknown>, hint: string}}
 */
function seenThrough(sid) {
  const found = taskOf(sid) ?? workerOf(sid);
  if (!found)
    return { values: {}, hint: "for nobody, so each name is null: choose a worker or a task" };
  const isTask = sid.startsWith("WT");
  const attributes = attributesOf(found.attributes);
  if (attributes === null)
    return { values: {}, hint: "its attributes are too long to be seen here" };
  return {
    values: { [isTask ? "task" : "worker"]: attributes },
    hint: `for ${isTask ? `task ${short(sid)}` : workerOf(sid)?.name}`,
  };
}

/** @param {{value: string}} props */
function Through({ value }) {
  const tasks = shownTasks.value.filter((one) => one.finished_ms === null).slice(0, MOST_TASKS);
  return html`<label class="through"
    ><span>Evaluate for</span
    ><select
      class="text-input"
      onChange=${(/** @type {any} */ { currentTarget }) => go({ options: { through: currentTarget.value } }, true)}
    >
      <option value="" selected=${value === ""}>nobody</option>
      <optgroup label="Workers">
        ${shownWorkers.value.map((one) => html`<option key=${one.sid} value=${one.sid} selected=${one.sid === value}>${one.name}</option>`)}
      </optgroup>
      <optgroup label="Tasks">
        ${tasks.map((one) => html`<option key=${one.sid} value=${one.sid} selected=${one.sid === value}>${short(one.sid)}, ${one.status}</option>`)}
      </optgroup>
    </select></label
  >`;
}

/** @param {{expression: string, told: {value: any, refusal: import("../api.js").Refusal | null}}} props */
function Outcome({ expression, told: { value, refusal } }) {
  if (expression.trim() === "") {
    return html`<p class="nothing">
      Write one, such as${" "}<button class="link mono" onClick=${() => go({ options: { expression: EXAMPLE } }, true)}>${EXAMPLE}</button>
    </p>`;
  }
  if (refusal) {
    return html`<div class="padded wrong-words" role="alert">
      <p>${refusal.message}</p>
      ${refusal.excerpt && html`<pre class="excerpt">${refusal.excerpt}</pre>`}
    </div>`;
  }
  if (!value) return null;
  return html`<div class="scroll-box" tabindex="0" role="region" aria-label="Parts">
    <p class=${`verdict-line ${value.value ? "true" : ""}`}>
      <${Icon} name=${value.value ? "check" : "cross"} /><b>${value.value ? "True" : "False"}</b>
      <span>${value.sentence}</span>
    </p>
    ${value.warnings.map((/** @type {string} */ one) => html`<p class="padded muted" key=${one}>${one}</p>`)}
    <table class="sheet truth" aria-label="Parts">
      <thead>
        <tr><th>Part</th><th>Is</th><th>Saw</th></tr>
      </thead>
      <tbody>
        ${rowsOf(value).map(({ part, depth }, at) => html`<${Row} key=${at} part=${part} depth=${depth} />`)}
      </tbody>
    </table>
  </div>`;
}

const EXAMPLE = 'skills HAS "billing" AND level > 2';

/** @param {{part: Part, depth: number}} props */
const Row = ({ part, depth }) =>
  html`<tr class=${part.value ? "true" : ""}>
    <td class="mono" style=${{ paddingLeft: `${12 + 18 * depth}px` }}>${part.text}</td>
    <td class="nowrap is"><${Icon} name=${part.value ? "check" : "cross"} />${part.value ? "true" : "false"}</td>
    <td class="mono saw">
      ${Object.entries(part.saw).map(([name, value]) => html`<div key=${name}>${name} <span class="muted">is</span> ${literal(value)}</div>`)}
    </td>
  </tr>`;

/**
 * @param {Part} part
 * @param {number} [depth]
 * @returns {{part: Part, depth: number}[]}
 */
const rowsOf = (part, depth = 0) => [
  { part, depth },
  ...part.parts.flatMap((one) => rowsOf(one, depth + 1)),
];

/** @param {{expression: string}} props */
function Matches({ expression }) {
  const among = address.value.options.among ?? "workers";
  const values = { expression, among, workspace: workspace.value?.sid, limit: MOST };
  const moved = useSeldom(head.value?.position, PAUSE_MS);
  const path = expression.trim() ? "expressions/matches" : null;
  const { value } = useAsked(path, values, [moved]);
  const sids = /** @type {string[]} */ (value?.among === among ? value.matches : []);
  return html`<section class="panel side" aria-label="Matches">
    <header class="toolbar">
      <h2>Matches</h2>
      <span class="hint figures">${value ? `${value.count} of ${value.of}` : ""}</span>
      <span class="grow"></span>
      <${Choice}
        label="Among"
        options=${AMONG}
        value=${among}
        set=${(/** @type {string} */ to) => go({ options: { among: to } })}
        small=${true}
      />
    </header>
    ${
      sids.length === 0
        ? html`<p class="nothing">${value ? `It is true of no ${among === "tasks" ? "task" : "worker"}.` : `The ${among} of whom it is true stand here.`}</p>`
        : html`<ul class="scroll-box matches" tabindex="0" aria-label="Those that match">
            ${sids.map((sid) => html`<li key=${sid}><${Match} sid=${sid} /></li>`)}
            ${value.left_off > 0 && html`<li class="muted">and ${counted(value.left_off, "more", "more")}</li>`}
          </ul>`
    }
  </section>`;
}

/** @param {{sid: string}} props */
function Match({ sid }) {
  const record = workerOf(sid) ?? taskOf(sid);
  const known = record ? attributesOf(record.attributes) : null;
  const said = known
    ? Object.entries(known).map(([name, value]) => `${name}: ${literal(value)}`)
    : [];
  return html`<${Sid} sid=${sid} name=${workerOf(sid)?.name ?? short(sid)} />
    <span class="muted cut mono attributes-of">${said.join("  ")}</span>`;
}

/**
 * @param {import("../api.js").Refusal} refusal
 * @param {string} text
 * @returns {import("../parts/editor.js").Remark}
 */
function remarkOf({ message, position = 0 }, text) {
  const from = Math.min(position, text.length);
  return {
    from: from === text.length ? Math.max(from - 1, 0) : from,
    to: from + 1,
    severity: "error",
    message,
  };
}
