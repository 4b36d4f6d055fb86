// The attributes of a record, one beside the other. They are text of somebody else, and stay text.
import { html } from "../vendor/preact.js";
import { attributesOf, literal } from "../words.js";

const LONGEST = 300;

/** @param {{text: string}} props */
export function Attributes({ text }) {
  const read = attributesOf(text);
  if (read === null) return html`<p class="attributes mono">${cut(text)}</p>`;
  const all = Object.entries(read);
  if (all.length === 0) return html`<p class="attributes muted">no attributes</p>`;
  return html`<dl class="attributes mono" aria-label="Attributes" tabindex="0">
    ${all.map(
      ([name, value]) =>
        html`<div key=${name}><dt>${name}</dt><dd>${cut(literal(value))}</dd></div>`,
    )}
  </dl>`;
}

/** @param {string} text */
const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
