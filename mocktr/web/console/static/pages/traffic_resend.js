// Sends a callback again, with other parameters or to another address.
import { html, useSignal } from "../vendor/preact.js";
import { closeDialog, openDialog } from "../overlays.js";
import { perform } from "../steering.js";
import { attributesOf } from "../words.js";

/** @typedef {import("../entries.js").Entry} Entry */

/**
 * @param {Entry} entry
 * @param {(done: any) => void} then
 */
export const openResend = (entry, then) =>
  openDialog(
    `Send callback ${entry.number} again`,
    () => html`<${Resend} entry=${entry} then=${then} />`,
  );

/** @param {{entry: Entry, then: (done: any) => void}} props */
function Resend({ entry, then }) {
  const wrong = useSignal("");
  /** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event */
  const send = async (event) => {
    event.preventDefault();
    const { url, parameters: text } = Object.fromEntries(new FormData(event.currentTarget));
    const parameters = attributesOf(String(text));
    if (parameters === null) {
      wrong.value = "Parameters are a JSON object";
      return;
    }
    const done = await perform({
      does: {
        name: "resend",
        method: "POST",
        path: `callbacks/${entry.number}/resend`,
        places: [String(entry.number)],
        values: { ...changes(entry.parameters, parameters), ...(url === entry.url ? {} : { url }) },
      },
      said: "Sent again",
    });
    if (!done) return;
    closeDialog();
    then(done);
  };
  return html`<div class="dialog-head"><h2>Send callback ${entry.number} again</h2></div>
    <form class="body form" id="resend" onSubmit=${send}>
      <p class="muted">It is signed anew, and its answer changes nothing here.</p>
      <label>Address<input class="text-input" name="url" value=${entry.url ?? ""} /></label>
      <label>Parameters<textarea class="text-input" name="parameters" rows="12" spellcheck=${false}>${JSON.stringify(entry.parameters, null, 2)}</textarea></label>
      ${wrong.value && html`<p role="alert">${wrong.value}</p>`}
    </form>
    <div class="dialog-foot">
      <button class="button" onClick=${closeDialog}>Leave it</button>
      <button class="button main" form="resend">Send</button>
    </div>`;
}

/**
 * The parameters that are others than they were, as an argument where there are any.
 * @param {Record<string, unknown>} before
 * @param {Record<string, unknown>} after
 */
function changes(before, after) {
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value),
  );
  return changed.length ? { parameters: Object.fromEntries(changed) } : {};
}
