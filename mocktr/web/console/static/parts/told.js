// Text of the server with the records that it names as links.
import { html } from "../vendor/preact.js";
import { INSPECTORS } from "../inspectors.js";
import { short } from "../words.js";
import { Sid } from "./controls.js";

const SID = /\b([A-Z]{2}[0-9a-f]{32})\b/;

/** @param {{text: string}} props */
export const Told = ({ text }) =>
  html`${text.split(SID).map((part, at) => {
    if (at % 2 === 0) return part;
    return part.slice(0, 2) in INSPECTORS
      ? html`<${Sid} sid=${part} />`
      : html`<span class="mono" title=${part}>${short(part)}</span>`;
  })}`;
