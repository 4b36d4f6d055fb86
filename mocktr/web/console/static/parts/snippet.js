// Lines to copy.
import { html } from "../vendor/preact.js";
import { say } from "../overlays.js";
import { Icon } from "./icon.js";

/** @param {{title: string, text: string}} props */
export const Snippet = ({ title, text }) =>
  html`<div class="snippet">
    <h3>${title}</h3>
    <button
      class="button bare"
      title="Copy"
      aria-label=${`Copy: ${title}`}
      onClick=${() => copy(title, text)}
    >
      <${Icon} name="copy" />
    </button>
    <pre class="code" tabindex="0" aria-label=${title}>${text}</pre>
  </div>`;

/**
 * @param {string} title
 * @param {string} text
 */
async function copy(title, text) {
  await navigator.clipboard.writeText(text);
  say(`Copied: ${title}`);
}
