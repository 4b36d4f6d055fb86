// Checks what a test would: whether such requests or callbacks came as often as expected.
import { html, useSignal } from "../vendor/preact.js";
import { ask, Refusal, Unreachable } from "../api.js";
import { isCallback } from "../entries.js";
import { closeDialog, openDialog } from "../overlays.js";
import { attributesOf } from "../words.js";
import { CopyAs } from "../parts/copy_as.js";

/** @typedef {import("../entries.js").Entry} Entry */

const ANY_SID = /\b([A-Z]{2})[0-9a-f]{32}\b/g;

/** @param {Entry} [entry] one that is like those that are meant */
export const openVerify = (entry) => openDialog("Verify", () => html`<${Verify} entry=${entry} />`);

/** @param {{entry?: Entry}} props */
function Verify({ entry }) {
  const verdict = useSignal(/** @type {{verified: boolean, said: string} | null} */ (null));
  const values = useSignal(/** @type {Record<string, unknown>} */ (valuesOf(entry)));
  const does = { name: "verify", method: "POST", path: "journal/verify", values: values.value };
  /** @param {Event & {currentTarget: HTMLFormElement}} event */
  const typed = ({ currentTarget }) => {
    const form = Object.fromEntries(new FormData(currentTarget));
    values.value = read(form);
    verdict.value = null;
  };
  /** @param {SubmitEvent} event */
  const check = async (event) => {
    event.preventDefault();
    verdict.value = await judged(values.value);
  };
  const first = valuesOf(entry);
  return html`<div class="dialog-head"><h2>Verify</h2></div>
    <form class="body form" id="verify" onInput=${typed} onSubmit=${check}>
      <label>Kind<select class="text-input" name="kind">
        ${["request", "callback"].map((one) => html`<option key=${one} selected=${one === (first.kind ?? "request")}>${one}</option>`)}
      </select></label>
      <label>Method<input class="text-input" name="method" value=${first.method ?? ""} placeholder="POST" /></label>
      <label>End of the path<input class="text-input" name="path" value=${first.path ?? ""} placeholder="/Tasks/*" /></label>
      <label>Parameters, as JSON<textarea class="text-input" name="parameters" rows="4" spellcheck=${false} placeholder='{"Priority": "5"}'>${first.parameters ? JSON.stringify(first.parameters, null, 2) : ""}</textarea></label>
      <label>Times<input class="text-input" name="times" type="number" min="0" placeholder="at least once" /></label>
      <div role="status">
        ${
          verdict.value &&
          html`<p class=${`verdict ${verdict.value.verified ? "assigned" : "bad"}`}><b>${verdict.value.verified ? "It is so." : "It is not so."}</b></p>
          ${verdict.value.said && html`<pre class="code">${verdict.value.said}</pre>`}`
        }
      </div>
    </form>
    <div class="dialog-foot">
      <${CopyAs} does=${does} side="up" />
      <span class="grow"></span>
      <button class="button" onClick=${closeDialog}>Close</button>
      <button class="button main" form="verify">Verify</button>
    </div>`;
}

/**
 * What such entries have in common with this one.
 * @param {Entry} [entry]
 * @returns {Record<string, any>}
 */
function valuesOf(entry) {
  if (!entry) return {};
  const path = isCallback(entry)
    ? new URL(entry.url ?? "", location.href).pathname
    : (entry.path ?? "");
  const about = path.replace(/^\/v1\/Workspaces\/WS\w+(?=\/.)/, "").replace(ANY_SID, "*");
  return { kind: isCallback(entry) ? "callback" : "request", method: entry.method, path: about };
}

/** @param {Record<string, FormDataEntryValue>} form */
function read(form) {
  /** @type {Record<string, unknown>} */
  const values = {};
  for (const [name, value] of Object.entries(form)) {
    const text = String(value).trim();
    if (text === "") continue;
    values[name] = name === "times" ? Number(text) : text;
    if (name === "parameters") values[name] = attributesOf(text) ?? text;
  }
  return values;
}

/** @param {Record<string, unknown>} values */
async function judged(values) {
  try {
    const { verified, count, message } = await ask("POST", "journal/verify", values);
    return { verified, said: message ?? `${count} such.` };
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
    return { verified: false, said: error.message };
  }
}
