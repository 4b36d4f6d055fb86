// Asks for a word before what can't be undone.
import { html, useSignal } from "../vendor/preact.js";
import { closeDialog, openDialog } from "../overlays.js";

/**
 * @typedef {object} Matter
 * @property {string} title what would be done
 * @property {string} text what is lost by it
 * @property {string} word what is to be typed
 * @property {() => unknown} run
 */

/** @param {Matter} matter */
export const askSure = (matter) =>
  openDialog(matter.title, () => html`<${Question} matter=${matter} />`);

/** @param {{matter: Matter}} props */
function Question({ matter: { title, text, word, run } }) {
  const typed = useSignal("");
  /** @param {Event} event */
  const agree = (event) => {
    event.preventDefault();
    if (typed.value !== word) return;
    closeDialog();
    run();
  };
  return html`<div class="dialog-head"><h2>${title}</h2></div>
    <form class="body form" id="sure" onSubmit=${agree}>
      <p>${text} This can't be undone.</p>
      <label
        >Type ${word} to go on<input
          class="text-input"
          autocomplete="off"
          spellcheck=${false}
          value=${typed.value}
          onInput=${(/** @type {any} */ { currentTarget }) => (typed.value = currentTarget.value.trim())}
      /></label>
    </form>
    <div class="dialog-foot">
      <button class="button" onClick=${closeDialog}>Leave it</button>
      <button class="button danger" form="sure" disabled=${typed.value !== word}>${title}</button>
    </div>`;
}
