// Copying, also where a browser lets no page do it: over plain HTTP from another machine.
import { html } from "./vendor/preact.js";
import { openDialog, say } from "./overlays.js";

/**
 * Copy a text, and say so; or show it, to be copied by hand.
 * @param {string} text
 * @param {string} said
 */
export async function copy(text, said) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    say(said);
    return;
  }
  openDialog(
    "Copy by hand",
    () =>
      html`<div class="dialog-head"><h2>Copy by hand</h2></div>
        <div class="body">
          <textarea class="text-input" rows="4" readonly aria-label="Text to copy" onFocus=${selected}>
${text}</textarea
          >
        </div>`,
  );
}

/** @param {FocusEvent & {currentTarget: HTMLTextAreaElement}} event */
const selected = (event) => event.currentTarget.select();
