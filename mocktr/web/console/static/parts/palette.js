// Find anything: pages, actions, and every record by its name or SID.
import { html, useMemo, useSignal } from "../vendor/preact.js";
import { actions } from "../actions.js";
import { go, open } from "../address.js";
import { closeDialog, takeTyped } from "../overlays.js";
import { PAGES } from "../pages.js";
import { shownQueues, shownTasks, shownWorkers, workspace } from "../store.js";
import { kindOf, short } from "../words.js";
import { Icon } from "./icon.js";

const MOST = 12;

/** @typedef {{title: string, hint: string, keys?: string, run: () => unknown}} Found */

export default function Palette() {
  const text = useSignal(useMemo(takeTyped, []));
  const at = useSignal(0);
  const found = find(text.value);
  const chosen = Math.min(at.value, found.length - 1);
  /** @param {Found | undefined} one */
  const take = (one) => {
    if (!one) return;
    closeDialog();
    one.run();
  };
  /** @param {KeyboardEvent} event */
  const walk = (event) => {
    const by = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 })[event.key];
    if (event.key === "Enter") take(found[chosen]);
    else if (by) at.value = (chosen + by + found.length) % Math.max(found.length, 1);
    else return;
    event.preventDefault();
  };
  return html`<div class="palette">
    <label class="field">
      <${Icon} name="search" />
      <input
        role="combobox"
        aria-label="Find anything"
        aria-expanded="true"
        aria-controls="palette-found"
        aria-activedescendant=${found.length ? `found-${chosen}` : undefined}
        placeholder="A page, an action, a task, a worker, a SID"
        autocomplete="off"
        spellcheck=${false}
        value=${text.value}
        onInput=${(/** @type {any} */ { currentTarget: { value } }) => {
          text.value = value;
          at.value = 0;
        }}
        onKeyDown=${walk}
      />
    </label>
    <ul id="palette-found" role="listbox" aria-label="Found">
      ${found.map(
        (one, index) =>
          html`<li
            id=${`found-${index}`}
            key=${one.title + one.hint}
            role="option"
            aria-selected=${index === chosen}
            onClick=${() => take(one)}
          >
            <span class="cut">${one.title}</span><small>${one.hint}</small><span class="grow"></span>
            ${one.keys && html`<kbd>${one.keys}</kbd>`}
          </li>`,
      )}
    </ul>
    ${found.length === 0 && html`<p class="nothing">Nothing is called that.</p>`}
  </div>`;
}

/**
 * @param {string} text
 * @returns {Found[]}
 */
function find(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  /** @param {Found} one */
  const fits = (one) => {
    const said = `${one.title} ${one.hint}`.toLowerCase();
    return words.every((word) => said.includes(word));
  };
  const found = [];
  for (const one of everything(words.length > 0)) {
    if (fits(one) && found.push(one) === MOST) break;
  }
  return found;
}

/**
 * @param {boolean} records whether records are looked through too
 * @returns {Generator<Found>}
 */
function* everything(records) {
  for (const { title, name, key } of PAGES) {
    yield { title, hint: "Page", keys: `g ${key}`, run: () => go({ page: name }) };
  }
  for (const { title, group, keys, run, when, hidden } of actions.value) {
    if (!hidden && (when?.() ?? true)) yield { title, hint: group, keys, run };
  }
  if (!records) return;
  const workflows = workspace.value?.workflows ?? [];
  for (const { sid, name } of [...shownQueues.value, ...shownWorkers.value, ...workflows]) {
    yield { title: name, hint: `${kindOf(sid)} ${sid}`, run: () => open(sid) };
  }
  for (const { sid, status } of shownTasks.value) {
    yield { title: short(sid), hint: `Task ${sid}, ${status}`, run: () => open(sid) };
  }
}
