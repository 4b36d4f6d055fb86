// What is said in passing, at the foot of the page.
import { html } from "../vendor/preact.js";
import { toasts, unsay } from "../toasts.js";
import { Icon } from "./icon.js";

export const Toasts = () =>
  html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.value.map(
      ({ id, text, bad, choices }) =>
        html`<div class=${`toast${bad ? " bad" : ""}`} key=${id}>
          <p>${text}</p>
          ${choices.map(
            ({ label, run }) =>
              html`<button
                class="button small"
                key=${label}
                onClick=${() => {
                  run();
                  unsay(id);
                }}
              >
                ${label}
              </button>`,
          )}
          <button class="button bare" aria-label="Close the message" onClick=${() => unsay(id)}>
            <${Icon} name="close" />
          </button>
        </div>`,
    )}
  </div>`;
