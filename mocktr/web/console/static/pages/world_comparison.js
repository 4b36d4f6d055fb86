// What is other in the world than in a snapshot, or in another one.
import { html, useSignal } from "../vendor/preact.js";
import { useAnswer } from "../api.js";
import { head } from "../store.js";
import { openDialog } from "../overlays.js";
import { counted, literal, short } from "../words.js";

/**
 * @typedef {object} Difference
 * @property {string} kind
 * @property {string} sid
 * @property {string | null} name
 * @property {"added" | "removed" | "changed"} change
 * @property {Record<string, {before: unknown, after: unknown}>} fields
 */

const NOW = "";
const LONGEST = 60;
const DOTS = { added: "assigned", removed: "bad", changed: "offered" };

/**
 * @param {string} name of a snapshot
 * @param {string[]} names of all
 */
export const openComparison = (name, names) =>
  openDialog(
    `What is other than ${name}`,
    () => html`<${Comparison} name=${name} names=${names} />`,
  );

/** @param {{name: string, names: string[]}} props */
function Comparison({ name, names }) {
  const to = useSignal(NOW);
  const path = `snapshots/${encodeURIComponent(name)}/differences`;
  const { value, error } = useAnswer(path, { to: to.value }, [head.value?.position]);
  const rows = /** @type {Difference[]} */ (value?.differences ?? []);
  return html`<div class="dialog-head">
      <h2>What is other than ${name}</h2>
      <span class="grow"></span>
      <select
        class="text-input"
        aria-label="Compared with"
        onChange=${(/** @type {any} */ { currentTarget }) => (to.value = currentTarget.value)}
      >
        <option value=${NOW}>now</option>
        ${names.filter((one) => one !== name).map((one) => html`<option key=${one} value=${one}>in ${one}</option>`)}
      </select>
    </div>
    <div class="body comparison" tabindex="0" role="region" aria-label="Differences">
      ${error && html`<p class="nothing" role="alert">${error}</p>`}
      ${value && rows.length === 0 && html`<p class="nothing">Nothing is other.</p>`}
      ${rows.map((one) => html`<${Row} key=${one.kind + one.sid} one=${one} />`)}
      ${value?.left_off > 0 && html`<p class="muted">and ${counted(value.left_off, "more", "more")}</p>`}
    </div>`;
}

/** @param {{one: Difference}} props */
function Row({ one: { kind, sid, name, change, fields } }) {
  return html`<details open=${change === "changed"}>
    <summary>
      <i class=${`dot ${DOTS[change]}`}></i>${kind.replaceAll("_", " ")}${" "}
      <b title=${sid}>${name ?? short(sid)}</b> <span class="muted">${change}</span>
    </summary>
    <dl class="values">
      ${Object.entries(fields).map(
        ([field, { before, after }]) =>
          html`<div key=${field}><dt>${field}</dt><dd class="mono">${change === "added" ? cut(after) : cut(before)}${change === "changed" && html` → <b>${cut(after)}</b>`}</dd></div>`,
      )}
    </dl>
  </details>`;
}

/** @param {unknown} value */
function cut(value) {
  const text = typeof value === "string" ? value : literal(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text || "empty";
}
