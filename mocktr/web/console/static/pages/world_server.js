// What serves this, and how clients are led to it.
import { html } from "../vendor/preact.js";
import { setupLines } from "../setup_lines.js";
import { about, head } from "../store.js";
import { literal } from "../words.js";
import { CopyAs } from "../parts/copy_as.js";
import { Snippet } from "../parts/snippet.js";

const LOOKING = { name: "about", method: "GET", path: "about" };
const NEWCOMER = `AC${"0".repeat(31)}1`;

export function Server() {
  const told = about.value;
  if (!told) return html`<p class="nothing">The server has not said anything of itself yet.</p>`;
  const url = told.urls[0] ?? location.origin;
  const lines = setupLines(url, head.value?.account_sid ?? NEWCOMER);
  return html`<div class="fitted">
    <div class="halves even">
      <section class="panel" aria-label="Server">
        <header class="toolbar">
          <h2>mocktr ${told.version}</h2>
          <span class="hint">Python ${told.python}</span>
          <span class="grow"></span>
          <${CopyAs} does=${LOOKING} side="to-left" />
        </header>
        <div class="scroll-box" tabindex="0" role="region" aria-label="Options and warnings">
          <${Warnings} all=${told.warnings} />
          <table class="sheet" aria-label="Options">
            <thead>
              <tr>
                <th>Option</th>
                <th>Value</th>
              </tr>
            </thead>
            <tbody>
              <tr><td>urls</td><td class="mono wide">${told.urls.join(", ") || "none: it is in process"}</td></tr>
              <tr><td>seed</td><td class="mono wide">${told.seeds.map((/** @type {string | null} */ one) => one ?? "in Python").join(", ") || "none"}</td></tr>
              ${Object.entries(told.options).map(
                ([name, value]) =>
                  html`<tr key=${name}>
                    <td class="nowrap">${name}</td>
                    <td class=${`mono wide ${isLittle(value) ? "muted" : ""}`}>${value === null ? "none" : literal(value)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </section>
      <section class="panel" aria-label="Clients">
        <header class="toolbar">
          <h2>Clients</h2>
          <span class="hint">how they are led to this server; any token will do unless the seed lists the accounts</span>
        </header>
        <div class="scroll-box padded">
          ${lines.map(([title, text]) => html`<${Snippet} key=${title} title=${title} text=${text} />`)}
        </div>
      </section>
    </div>
  </div>`;
}

/** @param {unknown} value */
const isLittle = (value) =>
  value === null || value === false || (Array.isArray(value) && value.length === 0);

/** @param {{all: string[]}} props */
const Warnings = ({ all }) =>
  all.length > 0 &&
  html`<ul class="warnings" aria-label="Warnings">
    ${all.map((one) => html`<li key=${one}>${one}</li>`)}
  </ul>`;
