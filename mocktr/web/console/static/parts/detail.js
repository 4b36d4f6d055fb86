// What a page tells of the row that is open, beside its list or below it.
import { html } from "../vendor/preact.js";
import { useActions } from "../actions.js";
import { Icon } from "./icon.js";

/**
 * @param {{label: string, title: unknown, close: () => unknown, foot?: unknown, children?: unknown}} props
 */
export function Detail({ label, title, close, foot, children }) {
  useActions(
    [{ title: `Close ${label}`, keys: "Escape", group: "Lists", run: close, hidden: true }],
    [label, close],
  );
  return html`<section class="detail" aria-label=${label}>
    <div class="detail-head">
      <h3>${title}</h3>
      <span class="grow"></span>
      <button class="button bare" title="Close (Escape)" aria-label=${`Close ${label}`} onClick=${close}>
        <${Icon} name="close" />
      </button>
    </div>
    <div class="scroll" tabindex="0" role="group" aria-label=${`${label} in full`}>${children}</div>
    ${foot && html`<div class="detail-foot">${foot}</div>`}
  </section>`;
}
