// A task that is not created: what would become of it.
import { html, useMemo, useSignal } from "../vendor/preact.js";
import { address, go } from "../address.js";
import { useAsked } from "../asked.js";
import { now } from "../clock.js";
import { head, taskOf, workflowOf, workspace } from "../store.js";
import { moment } from "../time.js";
import { attributesOf } from "../words.js";
import { CopyAs } from "../parts/copy_as.js";
import { Editor } from "../parts/editor.js";
import { Following } from "../parts/following.js";
import { Story, Verdict, Who } from "../parts/inspect_task.js";

const EXAMPLE = '{\n  "language": "en"\n}';

export function TaskTrial() {
  const again = useSignal(0);
  const { options } = address.value;
  const like = taskOf(options.task ?? "");
  const attributes = options.attributes ?? written(like?.attributes ?? "") ?? EXAMPLE;
  const given = attributesOf(attributes);
  const place = workspace.value;
  const values = {
    attributes: given ?? {},
    workflow:
      options.workflow || workflowOf(like?.workflow_sid ?? "")?.name || place?.workflows[0]?.name,
    task_channel: options.channel ?? like?.channel,
    priority: Number(options.priority || (like?.priority ?? 0)) || undefined,
    workspace: place?.sid,
  };
  const isAsked = given !== null && values.workflow !== undefined;
  const { value, refusal } = useAsked(isAsked ? "explain" : null, values, [
    again.value,
    head.value?.epoch,
  ]);
  const does = { name: "what-if", method: "POST", path: "explain", values: told(values) };
  return html`<div class="halves even">
    <section class="panel" aria-label="A task">
      <header class="toolbar">
        <h2>A task</h2>
        <span class="hint">it is not created</span>
        <span class="grow"></span>
        <${CopyAs} does=${does} side="to-left" />
      </header>
      <div class="scroll-box padded">
        <${Form} attributes=${attributes} values=${values} isObject=${given !== null} />
      </div>
    </section>
    <section class="panel" aria-label="What would become of it">
      <header class="toolbar">
        <h2>What would become of it</h2>
        <span class="hint figures">${value ? `as of ${moment(Date.parse(value.now), now.value)}` : ""}</span>
        <span class="grow"></span>
        ${value && Date.parse(value.now) !== now.value && html`<button class="button small" onClick=${() => again.value++}>Ask again</button>`}
      </header>
      ${refusal && html`<p class="padded wrong-words" role="alert">${refusal.message}</p>`}
      ${!isAsked && html`<p class="nothing">${given === null ? "Attributes are a JSON object." : "There is no workflow that it could walk through."}</p>`}
      ${value && html`<${Explained} value=${value} />`}
    </section>
  </div>`;
}

/**
 * @param {{
 *   attributes: string,
 *   isObject: boolean,
 *   values: {workflow?: string, task_channel?: string, priority?: number},
 * }} props
 */
function Form({ attributes, isObject, values }) {
  const place = workspace.value;
  /** @param {string} name */
  const set =
    (name) =>
    (/** @type {any} */ { currentTarget }) =>
      go({ options: { [name]: currentTarget.value } }, true);
  const remarks = useMemo(
    () =>
      isObject
        ? []
        : [
            {
              from: 0,
              to: attributes.length,
              severity: /** @type {const} */ ("error"),
              message: "expected a JSON object",
            },
          ],
    [isObject, attributes],
  );
  return html`<div class="form">
    <div class="labelled">
      <span>Attributes</span>
      <${Editor}
        label="Attributes"
        look="attributes-editor"
        value=${attributes}
        change=${(/** @type {string} */ text) => go({ options: { attributes: text } }, true)}
        remarks=${remarks}
      />
    </div>
    <label
      >Workflow<select class="text-input" onChange=${set("workflow")}>
        ${(place?.workflows ?? []).map((one) => html`<option key=${one.sid} value=${one.name} selected=${one.name === values.workflow}>${one.name}</option>`)}
      </select></label
    >
    <label
      >Channel<select class="text-input" onChange=${set("channel")}>
        <option value="" selected=${!values.task_channel}>default</option>
        ${(place?.task_channels ?? [])
          .filter((one) => one.unique_name !== "default")
          .map(
            (one) =>
              html`<option key=${one.sid} value=${one.unique_name} selected=${one.unique_name === values.task_channel}>${one.name}</option>`,
          )}
      </select></label
    >
    <label
      >Priority<input
        class="text-input"
        type="number"
        min="0"
        value=${values.priority ?? 0}
        onInput=${set("priority")}
    /></label>
  </div>`;
}

/** @param {{value: any}} props */
function Explained({ value }) {
  const task = /** @type {any} */ ({ status: value.assignment_status, finished_ms: null });
  const lives = value.assignment_status && value.assignment_status !== "canceled";
  return html`<div class="scroll-box explained" tabindex="0" role="region" aria-label="Explanation">
    <${Verdict} task=${lives ? task : null} explained=${value} />
    <h3>How it would come there</h3>
    <${Story} sid=${value.task_sid} history=${value.history} />
    ${value.workers.length > 0 && html`<${Who} workers=${value.workers} />`}
    <h3>What would happen next</h3>
    <${Following} next=${value.next} isSupposed />
  </div>`;
}

/**
 * Attributes as they are edited; null where they can't be read.
 * @param {string} text
 */
function written(text) {
  const found = attributesOf(text);
  return found && JSON.stringify(found, null, 2);
}

/** @param {Record<string, unknown>} values */
const told = (values) =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ""),
  );
