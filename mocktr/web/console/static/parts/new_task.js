// A new task, as an application would create it.
import { html, useSignal } from "../vendor/preact.js";
import { open } from "../address.js";
import { closeDialog } from "../overlays.js";
import { perform } from "../steering.js";
import { workspace } from "../store.js";
import { attributesOf } from "../words.js";

const KEPT = "mocktr-new-task";
const EXAMPLE = '{\n  "language": "en"\n}';

export default function NewTask() {
  const wrong = useSignal("");
  const place = workspace.value;
  if (!place) return null;
  /** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event */
  const create = async (event) => {
    event.preventDefault();
    const form = Object.fromEntries(new FormData(event.currentTarget));
    const attributes = String(form.Attributes);
    if (attributesOf(attributes) === null) {
      wrong.value = "Attributes are a JSON object";
      return;
    }
    sessionStorage.setItem(KEPT, attributes);
    const request = `/v1/Workspaces/${place.sid}/Tasks`;
    const given = Object.entries(form).map(([name, value]) => [name, String(value)]);
    const parameters = Object.fromEntries(given.filter(([, value]) => value !== ""));
    const does = { method: "POST", request, parameters };
    const done = await perform({ does, said: "Created a task", undone: true });
    if (!done) return;
    closeDialog();
    open(done.body.sid);
  };
  return html`<div class="dialog-head"><h2>New task</h2></div>
    <form class="body form" id="new-task" onSubmit=${create}>
      <label
        >Attributes<textarea class="text-input" name="Attributes" rows="7" spellcheck=${false}>
${sessionStorage.getItem(KEPT) ?? EXAMPLE}</textarea
        ></label
      >
      ${wrong.value && html`<p role="alert">${wrong.value}</p>`}
      <label>Workflow<${Choices} name="WorkflowSid" all=${place.workflows} /></label>
      <label>Channel<${Choices} name="TaskChannel" all=${place.task_channels} /></label>
      <label
        >Priority<input class="text-input" name="Priority" type="number" min="0" value="0"
      /></label>
    </form>
    <div class="dialog-foot">
      <button class="button" onClick=${closeDialog}>Leave it</button>
      <button class="button main" form="new-task" disabled=${place.workflows.length === 0}>
        Create
      </button>
    </div>`;
}

/** @param {{name: string, all: {sid: string, name: string}[]}} props */
const Choices = ({ name, all }) =>
  html`<select class="text-input" name=${name}>
    ${all.map((one) => html`<option key=${one.sid} value=${one.sid}>${one.name}</option>`)}
  </select>`;
