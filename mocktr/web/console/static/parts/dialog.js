// A box over the page: one at a time, closed by Escape or a press beside it.
import { html, useEffect, useRef } from "../vendor/preact.js";
import { closeDialog, shown } from "../dialogs.js";
import { useLater } from "./later.js";

export function Dialog() {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const now = shown.value;
  const Body = useLater(now?.load ?? null);
  useEffect(() => {
    const first = box.current?.querySelector("[autofocus], input, textarea, select, button");
    if (first instanceof HTMLElement) first.focus();
  }, [now, Body]);
  if (!now) return null;
  return html`<div
    class="veil"
    onPointerDown=${(/** @type {PointerEvent} */ event) =>
      event.target === event.currentTarget && closeDialog()}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => trapped(event, box.current)}
  >
    <section class="dialog" role="dialog" aria-modal="true" aria-label=${now.title} ref=${box}>
      ${now.body ? now.body() : Body && html`<${Body} />`}
    </section>
  </div>`;
}

/**
 * Escape closes; Tab stays inside.
 * @param {KeyboardEvent} event
 * @param {HTMLElement | null} box
 */
function trapped(event, box) {
  if (event.key === "Escape") {
    event.preventDefault();
    closeDialog();
  }
  if (event.key !== "Tab" || !box) return;
  const all = [...box.querySelectorAll("a[href], button:not(:disabled), input, textarea, select")];
  const [first, last] = [all[0], all[all.length - 1]];
  const at = event.shiftKey ? first : last;
  if (document.activeElement !== at) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (event.shiftKey ? last : first).focus();
}
