// What is said in passing, at the foot of the page; a question takes the focus.
import { html, useLayoutEffect, useRef } from "../vendor/preact.js";
import { toasts, unsay } from "../toasts.js";
import { Icon } from "./icon.js";

export const Toasts = () =>
  html`<div class="toasts" role="status" aria-label="Messages" aria-live="polite">
    ${toasts.value.map((one) => html`<${Message} key=${one.id} toast=${one} />`)}
  </div>`;

/** @param {{toast: import("../toasts.js").Toast}} props */
function Message({ toast: { id, text, bad, asks, choices } }) {
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    if (!asks) return undefined;
    const before = document.activeElement;
    root.current?.querySelector("button")?.focus();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  return html`<div class=${`toast${bad ? " bad" : ""}`} ref=${root}>
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
  </div>`;
}
