// Where one types words that are looked for on a page; they stand in the address.
import { html } from "../vendor/preact.js";
import { address, go } from "../address.js";
import { Icon } from "./icon.js";

const ID = "search";

/** The words that are looked for. */
export const words = () => address.value.options.text ?? "";

/** Put the focus there. */
export function focusSearch() {
  const field = document.getElementById(ID);
  if (field instanceof HTMLInputElement) field.select();
}

/** @param {string} text */
const set = (text) => go({ options: { text } }, true);

/** @param {{label: string, placeholder: string}} props */
export function Search({ label, placeholder }) {
  /** @param {KeyboardEvent & {currentTarget: HTMLInputElement}} event */
  const cleared = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    set("");
    event.currentTarget.blur();
  };
  return html`<label class="field small filter">
    <${Icon} name="filter" />
    <input
      id=${ID}
      aria-label=${label}
      placeholder=${placeholder}
      autocomplete="off"
      spellcheck=${false}
      value=${words()}
      onInput=${(/** @type {any} */ { currentTarget: { value } }) => set(value)}
      onKeyDown=${cleared}
    /><kbd>/</kbd>
  </label>`;
}
