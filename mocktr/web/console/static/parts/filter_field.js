// Where one types which tasks are looked for.
import { html } from "../vendor/preact.js";
import { complaint, isExpression, set, text, wanted } from "../filter.js";
import { shownTasks } from "../store.js";
import { counted } from "../words.js";
import { Icon } from "./icon.js";

const ID = "filter";

/** Put the focus there. */
export function focusFilter() {
  const field = document.getElementById(ID);
  if (field instanceof HTMLInputElement) field.select();
}

export function Filter() {
  /** @param {KeyboardEvent & {currentTarget: HTMLInputElement}} event */
  const cleared = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    set("");
    event.currentTarget.blur();
  };
  return html`<${Note} /><label class=${`field small filter${complaint.value ? " wrong" : ""}`}>
      <${Icon} name="filter" />
      <input
        id=${ID}
        aria-label="Filter tasks by words or an expression"
        placeholder='gold, or topic == "billing"'
        autocomplete="off"
        spellcheck=${false}
        value=${text.value}
        title=${complaint.value ?? ""}
        onInput=${(/** @type {any} */ { currentTarget: { value } }) => set(value)}
        onKeyDown=${cleared}
      /><kbd>/</kbd>
    </label>`;
}

function Note() {
  if (text.value.trim() === "") return null;
  if (complaint.value) {
    return html`<span class="filter-note wrong cut" role="status">${complaint.value}</span>`;
  }
  const all = shownTasks.value;
  const count = all.filter(wanted.value).length;
  return html`<span class="filter-note" role="status">
    ${isExpression.value ? "true of " : ""}${counted(count, "task")} of ${all.length}
  </span>`;
}
