// A JSON value as a tree that folds.
import { html } from "../vendor/preact.js";
import { literal } from "../words.js";

const OPEN_DEPTH = 2;
const MOST = 200;

/** @param {{value: unknown, name?: string, depth?: number}} props */
export function Tree({ value, name, depth = 0 }) {
  const key = name !== undefined && html`<span class="key">${name}: </span>`;
  if (value === null || typeof value !== "object") {
    const look = typeof value === "string" ? "text" : "plain";
    return html`<div>${key}<span class=${look}>${literal(value)}</span></div>`;
  }
  const all = Object.entries(value);
  const [left, right] = Array.isArray(value) ? "[]" : "{}";
  if (all.length === 0) return html`<div>${key}${left}${right}</div>`;
  const inner = html`<details open=${depth < OPEN_DEPTH}>
    <summary>${key}<span class="muted">${left}${all.length}${right}</span></summary>
    <ul>
      ${all
        .slice(0, MOST)
        .map(
          ([one, part]) =>
            html`<li key=${one}><${Tree} name=${one} value=${part} depth=${depth + 1} /></li>`,
        )}
      ${all.length > MOST && html`<li class="muted">and ${all.length - MOST} more</li>`}
    </ul>
  </details>`;
  return depth === 0 ? html`<div class="tree">${inner}</div>` : inner;
}
