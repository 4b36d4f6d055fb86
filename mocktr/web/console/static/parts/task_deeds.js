// What can be done to a task by hand: each is a command, or the request that an application makes.
import { html } from "../vendor/preact.js";
import { useActions } from "../actions.js";
import { go } from "../address.js";
import { isReport } from "../api.js";
import { closeDialog, openDialog } from "../overlays.js";
import { maySteer, perform } from "../steering.js";
import { nameOf, shownWorkers } from "../store.js";
import { attributesOf, short } from "../words.js";
import { Menu } from "./controls.js";
import { CopyAs } from "./copy_as.js";

/** @typedef {import("../store.js").Task} Task */
/** @typedef {import("../rows.js").Offer} Offer */

/** @param {{task: Task}} props */
export function TaskDeeds({ task }) {
  const isPending = task.status === "pending";
  const isOver = task.finished_ms !== null;
  const edit = () => openDialog(`Edit ${short(task.sid)}`, () => html`<${Edit} task=${task} />`);
  const suppose = () => go({ page: "playground", options: { view: "what-if", task: task.sid } });
  useActions(
    [
      {
        title: "Edit the task",
        keys: "e",
        group: "Task",
        run: edit,
        when: () => maySteer && !isOver,
      },
      {
        title: "Cancel the task",
        keys: "x",
        group: "Task",
        run: () => end(task, "canceled"),
        when: () => maySteer && canCancel(task),
      },
      {
        title: "Offer the task to somebody",
        keys: "o",
        group: "Task",
        run: focusOffer,
        when: () => maySteer && isPending,
      },
      {
        title: "What if it were another",
        keys: "w",
        group: "Task",
        run: suppose,
        when: () => !isReport,
      },
    ],
    [task],
  );
  return html`<footer>
    ${maySteer && html`<${Answers} task=${task} />`}
    ${maySteer && isPending && html`<${OfferTo} task=${task} />`}
    ${maySteer && !isOver && html`<button class="button" onClick=${edit}>Edit</button>`}
    ${
      maySteer &&
      canCancel(task) &&
      html`<button class="button" onClick=${() => end(task, "canceled")}>Cancel</button>`
    }
    ${!isReport && html`<button class="button" title="What would become of one like it (w)" onClick=${suppose}>What if…</button>`}
    <span class="grow"></span>
    <${CopyAs}
      does=${{ name: "explain", method: "GET", path: `tasks/${task.sid}/explain`, places: [task.sid] }}
    />
  </footer>`;
}

/** @param {Task} task */
const canCancel = (task) => task.status === "pending" || task.status === "reserved";

/** What can be answered for the worker who has it. */
/** @param {{task: Task}} props */
function Answers({ task }) {
  const [offer] = task.offers;
  if (!offer) return null;
  const worker = nameOf(offer.worker_sid) ?? short(offer.worker_sid);
  if (offer.status === "pending") {
    return html`<button class="button main" title=${`As ${worker}`} onClick=${() => answer(task, offer, "accepted")}>
        Accept
      </button>
      <button class="button" title=${`As ${worker}`} onClick=${() => answer(task, offer, "rejected")}>Reject</button>
      <button class="button" onClick=${() => timeOut(offer)}>Time out</button>`;
  }
  return html`${
    task.status === "assigned" &&
    html`<button class="button" onClick=${() => end(task, "wrapping")}>Wrap up</button>`
  }
    <button class="button main" onClick=${() => end(task, "completed")}>Complete</button>`;
}

const OFFER_ID = "offer-to";

function focusOffer() {
  const button = document.querySelector(`#${OFFER_ID} button`);
  if (button instanceof HTMLElement) button.click();
}

/** @param {{task: Task}} props */
const OfferTo = ({ task }) =>
  html`<span id=${OFFER_ID}>
    <${Menu}
      label="Offer to"
      look="button main"
      face=${html`Offer to…<kbd>o</kbd>`}
      side="up"
      entries=${shownWorkers.value
        .toSorted((a, b) => a.name.localeCompare(b.name))
        .map((worker) => ({
          title: worker.name,
          hint: worker.activity,
          run: () => offerTo(task, worker.sid, worker.name),
        }))}
    />
  </span>`;

/**
 * @param {Task} task
 * @param {string} worker
 * @param {string} name
 */
const offerTo = (task, worker, name) =>
  perform({
    does: {
      name: "reserve",
      method: "POST",
      path: `tasks/${task.sid}/reserve`,
      places: [task.sid],
      values: { worker },
    },
    said: `${short(task.sid)} is offered to ${name}`,
    undone: true,
  });

/** @param {Offer} offer */
const timeOut = (offer) =>
  perform({
    does: {
      name: "time-out",
      method: "POST",
      path: `reservations/${offer.reservation_sid}/timeout`,
      places: [offer.reservation_sid],
    },
    said: "The offer has timed out",
    undone: true,
  });

/** @param {Task} task */
const pathOf = (task) => `/v1/Workspaces/${task.workspace_sid}/Tasks/${task.sid}`;

/**
 * @param {Task} task
 * @param {Offer} offer
 * @param {string} status
 */
const answer = (task, offer, status) =>
  perform({
    does: {
      method: "POST",
      request: `${pathOf(task)}/Reservations/${offer.reservation_sid}`,
      parameters: { ReservationStatus: status },
    },
    said: `${nameOf(offer.worker_sid) ?? "The worker"} has ${status} ${short(task.sid)}`,
    undone: true,
  });

/**
 * @param {Task} task
 * @param {string} status
 */
const end = (task, status) =>
  perform({
    does: { method: "POST", request: pathOf(task), parameters: { AssignmentStatus: status } },
    said: `${short(task.sid)} is ${status}`,
    undone: true,
  });

/** @param {{task: Task}} props */
function Edit({ task }) {
  const read = attributesOf(task.attributes);
  const text = read ? JSON.stringify(read, null, 2) : task.attributes;
  /** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event */
  const save = async (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const parameters = {
      Attributes: String(form.get("attributes")),
      Priority: String(form.get("priority")),
    };
    const does = { method: "POST", request: pathOf(task), parameters };
    if (await perform({ does, said: `${short(task.sid)} is changed`, undone: true })) closeDialog();
  };
  return html`<div class="dialog-head"><h2>Edit ${short(task.sid)}</h2></div>
    <form class="body form" onSubmit=${save} id="edit-task">
      <label
        >Attributes<textarea class="text-input" name="attributes" rows="10" spellcheck=${false}>
${text}</textarea
        ></label
      >
      ${task.cut && html`<p role="alert">These attributes are longer than what is shown here.</p>`}
      <label
        >Priority<input class="text-input" name="priority" type="number" value=${task.priority}
      /></label>
    </form>
    <div class="dialog-foot">
      <button class="button" onClick=${closeDialog}>Leave it</button>
      <button class="button main" form="edit-task" disabled=${task.cut}>Save</button>
    </div>`;
}
