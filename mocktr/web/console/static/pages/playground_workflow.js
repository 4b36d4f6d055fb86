// A workflow that is edited: checked as it is written, tried over the tasks that wait, published.
import { html, signal, useMemo } from "../vendor/preact.js";
import { address, go } from "../address.js";
import { useAnswer, useSeldom } from "../api.js";
import { useAsked } from "../asked.js";
import { maySteer, perform } from "../steering.js";
import { head, shownQueues, workspace } from "../store.js";
import { spanOf } from "../time.js";
import { counted, short } from "../words.js";
import { brokenAt, remarksOf, withSids } from "../workflow_draft.js";
import { Sid } from "../parts/controls.js";
import { CopyAs } from "../parts/copy_as.js";
import { Editor } from "../parts/editor.js";

/** @typedef {import("../workflow_draft.js").Finding} Finding */
/** @typedef {import("../parts/editor.js").Remark} Remark */

const PAUSE_MS = 2000;
const MOST = 300;

/** What was written and not published, by the SID of its workflow. */
const drafts = signal(/** @type {Record<string, string>} */ ({}));

export function WorkflowTrial() {
  const place = workspace.value;
  const wanted = address.value.options.workflow;
  const workflow =
    place?.workflows.find((one) => one.sid === wanted || one.name === wanted) ??
    place?.workflows[0];
  if (!place || !workflow) {
    return html`<p class="nothing">There is no workflow to edit. A seed has some, and so has the API.</p>`;
  }
  return html`<${Trial} key=${workflow.sid} place=${place} workflow=${workflow} />`;
}

/** @param {{place: import("../store.js").Workspace, workflow: {sid: string, name: string}}} props */
function Trial({ place, workflow }) {
  const { value: seed } = useAnswer("seed", {}, [head.value?.epoch, head.value?.revision]);
  const published = publishedOf(seed, place.name, workflow.name);
  const text = drafts.value[workflow.sid] ?? published ?? "";
  const sids = new Map(shownQueues.value.map((one) => [one.name, one.sid]));
  const configuration = withSids(text, sids);
  const isAsked = configuration !== null && text !== "";
  const about = { configuration: configuration ?? "", workspace: place.sid };
  const checked = useAsked(isAsked ? "workflows/check" : null, about, []);
  const found = checked.value;
  const remarks = useMemo(() => saidOf(text, isAsked ? found : null), [text, found, isAsked]);
  const isValid = isAsked && checked.isCurrent && found?.valid === true;
  const isEdited = published !== null && text !== published;
  return html`<div class="halves even">
    <section class="panel" aria-label="Workflow">
      <header class="toolbar">
        <h2>Workflow</h2>
        <${Which} place=${place} sid=${workflow.sid} />
        <span class="grow"></span>
        ${isEdited && html`<button class="button small" onClick=${() => forget(workflow.sid)}>Take back</button>`}
        ${
          maySteer &&
          html`<button
            class="button small main"
            disabled=${!isValid || !isEdited}
            onClick=${() => publish(place.sid, workflow, about.configuration)}
          >
            Publish
          </button>`
        }
        <${CopyAs} does=${deed(place.sid, workflow.sid, about.configuration)} side="to-left" />
      </header>
      ${
        published !== null &&
        html`<${Editor}
          label="Configuration"
          value=${text}
          change=${(/** @type {string} */ to) => write(workflow.sid, to)}
          remarks=${remarks}
        />`
      }
    </section>
    <div class="stack">
      <${Findings} remarks=${remarks} found=${isAsked ? found : null} isBroken=${!isAsked} />
      <${DryRun} workflow=${workflow.sid} about=${about} isValid=${isValid} />
    </div>
  </div>`;
}

/** @param {{place: import("../store.js").Workspace, sid: string}} props */
const Which = ({ place, sid }) =>
  html`<label class="through"
    ><span class="aside">Which workflow</span
    ><select
      class="text-input"
      onChange=${(/** @type {any} */ { currentTarget }) => go({ options: { workflow: currentTarget.value } })}
    >
      ${place.workflows.map((one) => html`<option key=${one.sid} value=${one.sid} selected=${one.sid === sid}>${one.name}</option>`)}
    </select></label
  >`;

/** @param {{remarks: Remark[], found: any, isBroken: boolean}} props */
function Findings({ remarks, found, isBroken }) {
  const paths = [...(found?.errors ?? []), ...(found?.warnings ?? [])].map((one) => one.path);
  const said = isBroken || found ? counted(remarks.length, "finding") : "";
  return html`<section class="panel" aria-label="Checks">
    <header class="toolbar"><h2>Checks</h2><span class="hint">${remarks.length ? said : ""}</span></header>
    ${
      remarks.length === 0
        ? html`<p class="nothing">${found ? "TaskRouter would take it, and nothing about it is odd." : "What is wrong with it, and what is odd, stands here."}</p>`
        : html`<ul class="scroll-box findings" tabindex="0" aria-label="Findings">
            ${remarks.map(
              (one, at) =>
                html`<li key=${at} class=${one.severity}>
                  <span><b>${one.severity}</b> ${one.message}</span>
                  ${paths[at] && html`<span class="where mono">${paths[at]}</span>`}
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

/** @param {{workflow: string, about: Record<string, unknown>, isValid: boolean}} props */
function DryRun({ workflow, about, isValid }) {
  const moved = useSeldom(head.value?.position, PAUSE_MS);
  const values = { ...about, workflow, limit: MOST };
  const { value, refusal } = useAsked(isValid ? "workflows/dry-run" : null, values, [moved]);
  const rows = /** @type {any[]} */ (value?.tasks ?? []).toSorted((a, b) => b.changed - a.changed);
  return html`<section class="panel filling" aria-label="Dry run">
    <header class="toolbar">
      <h2>Dry run</h2>
      <span class="hint figures">${value ? `${value.changed} of ${counted(value.count, "task")} that wait would go elsewhere if they came in now` : "over the tasks that wait"}</span>
    </header>
    ${refusal && html`<p class="padded wrong-words" role="alert">${refusal.message}</p>`}
    ${
      rows.length === 0
        ? html`<p class="nothing">${value ? "No task waits in this workflow." : "Where the tasks that wait would go stands here, once the configuration is valid."}</p>`
        : html`<div class="scroll-box" tabindex="0" role="region" aria-label="Tasks that wait">
            <table class="sheet" aria-label="Dry run">
              <thead>
                <tr><th>Task</th><th>Waits in</th><th>Would go to</th></tr>
              </thead>
              <tbody>
                ${rows.map(
                  (row) =>
                    html`<tr key=${row.task_sid} class=${row.changed ? "changed" : ""}>
                      <td class="nowrap"><${Sid} sid=${row.task_sid} name=${short(row.task_sid)} /></td>
                      <td>${stepOf(row.before)}</td>
                      <td>${row.changed ? html`<b>${stepOf(row.after)}</b>` : html`<span class="muted">the same</span>`}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
            ${value.left_off > 0 && html`<p class="nothing">and ${counted(value.left_off, "more task")}</p>`}
          </div>`
    }
  </section>`;
}

/** @param {any} step */
function stepOf(step) {
  if (!step) return "no filter matches it";
  const by = step.filter ? `target ${step.number} of ${step.filter}` : "the default filter";
  const end = step.timeout_ms ? `, for ${spanOf(step.timeout_ms)}` : "";
  const priority = step.priority === null ? "" : `, P${step.priority}`;
  return `${step.queue_name ?? "no queue"}: ${by}${priority}${end}`;
}

/**
 * @param {string} text
 * @param {{errors: Finding[], warnings: Finding[]} | null} found
 */
function saidOf(text, found) {
  const broken = text === "" ? [] : brokenAt(text);
  if (broken.length || !found) return broken;
  return remarksOf(text, found.errors, found.warnings);
}

/**
 * The configuration as it stands, from the world as a seed; null until that has come.
 * @param {any} seed
 * @param {string} place
 * @param {string} name
 */
function publishedOf(seed, place, name) {
  const home = seed?.workspaces.find((/** @type {any} */ one) => one.friendly_name === place);
  const found = home?.workflows?.find((/** @type {any} */ one) => one.friendly_name === name);
  return found ? JSON.stringify(found.configuration, null, 2) : null;
}

/**
 * @param {string} sid
 * @param {string} text
 */
function write(sid, text) {
  drafts.value = { ...drafts.peek(), [sid]: text };
}

/** @param {string} sid */
function forget(sid) {
  const { [sid]: _, ...rest } = drafts.peek();
  drafts.value = rest;
}

/**
 * @param {string} place
 * @param {string} sid
 * @param {string} configuration
 */
const deed = (place, sid, configuration) => ({
  method: "POST",
  request: `/v1/Workspaces/${place}/Workflows/${sid}`,
  parameters: { Configuration: configuration },
});

/**
 * @param {string} place
 * @param {{sid: string, name: string}} workflow
 * @param {string} configuration
 */
async function publish(place, { sid, name }, configuration) {
  const done = await perform({
    does: deed(place, sid, configuration),
    said: `Published ${name}`,
    undone: true,
  });
  if (done) forget(sid);
}
