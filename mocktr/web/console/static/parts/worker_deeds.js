// What can be done to a worker by hand: another activity, other attributes, a way to behave.
import { html } from "../vendor/preact.js";
import { useActions } from "../actions.js";
import { useAnswer } from "../api.js";
import { closeDialog, openDialog } from "../overlays.js";
import { maySteer, perform } from "../steering.js";
import { head, workspace } from "../store.js";
import { attributesOf } from "../words.js";
import { Menu } from "./controls.js";
import { CopyAs } from "./copy_as.js";

/** @typedef {import("../store.js").Worker} Worker */

/** @param {{worker: Worker}} props */
export function WorkerDeeds({ worker }) {
  const edit = () => openDialog(`Edit ${worker.name}`, () => html`<${Edit} worker=${worker} />`);
  const behave = () =>
    openDialog(`How ${worker.name} behaves`, () => html`<${Behave} worker=${worker} />`);
  useActions(
    [
      {
        title: `Edit ${worker.name}`,
        keys: "e",
        group: "Worker",
        run: edit,
        when: () => maySteer,
      },
    ],
    [worker],
  );
  const explain = {
    name: "explain-worker",
    method: "GET",
    path: `workers/${worker.sid}/explain`,
    places: [worker.sid],
  };
  return html`<footer>
    ${
      maySteer &&
      html`<${Menu}
          label="Another activity"
          look="button main"
          face="Go to…"
          side="up"
          entries=${(workspace.value?.activities ?? []).map(({ sid, name }) => ({
            title: name,
            chosen: sid === worker.activity_sid,
            run: () => goTo(worker, sid, name),
          }))}
        />
        <button class="button" onClick=${edit}>Edit</button>
        <button class="button" onClick=${behave}>Behaviour</button>`
    }
    <span class="grow"></span>
    <${CopyAs} does=${explain} />
  </footer>`;
}

/** @param {Worker} worker */
const pathOf = (worker) => `/v1/Workspaces/${worker.workspace_sid}/Workers/${worker.sid}`;

/**
 * @param {Worker} worker
 * @param {string} activity
 * @param {string} name
 */
const goTo = (worker, activity, name) =>
  perform({
    does: {
      method: "POST",
      request: pathOf(worker),
      parameters: { ActivitySid: activity },
    },
    said: `${worker.name} is ${name}`,
    undone: true,
  });

/** @param {{worker: Worker}} props */
function Edit({ worker }) {
  const read = attributesOf(worker.attributes);
  const text = read ? JSON.stringify(read, null, 2) : worker.attributes;
  /** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event */
  const save = async (event) => {
    event.preventDefault();
    const attributes = String(new FormData(event.currentTarget).get("attributes"));
    const does = {
      method: "POST",
      request: pathOf(worker),
      parameters: { Attributes: attributes },
    };
    if (await perform({ does, said: `${worker.name} is changed`, undone: true })) closeDialog();
  };
  return html`<div class="dialog-head"><h2>Edit ${worker.name}</h2></div>
    <form class="body form" id="edit-worker" onSubmit=${save}>
      <label
        >Attributes<textarea
          class="text-input"
          name="attributes"
          rows="10"
          spellcheck=${false}
        >
${text}</textarea>
      </label>
    </form>
    <div class="dialog-foot">
      <button class="button" onClick=${closeDialog}>Leave it</button>
      <button class="button main" form="edit-worker">Save</button>
    </div>`;
}

/** What the worker does by themselves, as JSON, with the keys of a seed. */
/** @param {{worker: Worker}} props */
function Behave({ worker }) {
  const { value, loading } = useAnswer("behaviors", {}, [head.value?.revision]);
  if (loading) return null;
  const found = value?.behaviors.find((/** @type {any} */ one) => one.worker_sid === worker.sid);
  const text = JSON.stringify(found?.behavior ?? { accept_after: 5, handle_for: 120 }, null, 2);
  /** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event */
  const save = async (event) => {
    event.preventDefault();
    const values = attributesOf(String(new FormData(event.currentTarget).get("behavior"))) ?? {};
    if (
      await perform({
        does: behaves("behave", "PUT", worker, values),
        said: `${worker.name} behaves so from the next offer on`,
      })
    ) {
      closeDialog();
    }
  };
  const stop = async () => {
    const does = behaves("stop-behaving", "DELETE", worker);
    if (await perform({ does, said: `${worker.name} does nothing by themselves` })) closeDialog();
  };
  return html`<div class="dialog-head"><h2>How ${worker.name} behaves</h2></div>
    <form class="body form" id="behave" onSubmit=${save}>
      <label
        >Behaviour, in seconds: accept_after, reject_after, handle_for,
        wrap_up_for, available_after, accept_every, reject_every,
        miss_every<textarea
          class="text-input"
          name="behavior"
          rows="9"
          spellcheck=${false}
        >
${text}</textarea>
      </label>
    </form>
    <div class="dialog-foot">
      ${found && html`<button class="button" onClick=${stop}>Do nothing by themselves</button>`}
      <span class="grow"></span>
      <button class="button" onClick=${closeDialog}>Leave it</button>
      <button class="button main" form="behave">Save</button>
    </div>`;
}

/**
 * @param {string} name
 * @param {string} method
 * @param {Worker} worker
 * @param {Record<string, unknown>} [values]
 */
const behaves = (name, method, worker, values) => ({
  name,
  method,
  path: `workers/${worker.sid}/behavior`,
  places: [worker.sid],
  values,
});
