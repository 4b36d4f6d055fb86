// Names and values, such as a request's parameters; what is JSON folds.
import { html, useSignal } from "../vendor/preact.js";
import { INSPECTORS } from "../inspectors.js";
import { literal } from "../words.js";
import { Sid } from "./controls.js";
import { Tree } from "./tree.js";

const LONGEST = 1000;
const SID = /^[A-Z]{2}[0-9a-f]{32}$/;

/** @param {{label: string, values: Record<string, unknown>}} props */
export function Values({ label, values }) {
  const all = Object.entries(values);
  if (all.length === 0) return html`<p class="muted">None.</p>`;
  return html`<dl class="values" aria-label=${label}>
    ${all.map(
      ([name, value]) =>
        html`<div key=${name}><dt>${name}</dt><dd><${Value} value=${value} /></dd></div>`,
    )}
  </dl>`;
}

/**
 * A value as JSON where it is or holds an object, else as text.
 * @param {{value: unknown}} props
 */
export function Value({ value }) {
  const whole = useSignal(false);
  const read = structured(value);
  if (read !== null && !(typeof value === "string" && value.length > 20 * LONGEST)) {
    return html`<${Tree} value=${read} />`;
  }
  if (typeof value === "string" && SID.test(value) && value.slice(0, 2) in INSPECTORS) {
    return html`<span class="mono"><${Sid} sid=${value} name=${value} /></span>`;
  }
  const text = typeof value === "string" ? value : literal(value);
  if (text === "") return html`<span class="muted">empty</span>`;
  if (whole.value || text.length <= LONGEST) return html`<span class="mono">${text}</span>`;
  return html`<span class="mono">${text.slice(0, LONGEST)}…</span>${" "}
    <button class="link" onClick=${() => (whole.value = true)}>
      all ${text.length.toLocaleString("en")} characters
    </button>`;
}

/**
 * @param {unknown} value
 * @returns {object | null}
 */
function structured(value) {
  if (value !== null && typeof value === "object") return value;
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return null;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
