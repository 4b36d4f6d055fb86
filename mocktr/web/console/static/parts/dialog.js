// A box over the page: one at a time, closed by Escape or a press beside it.
import { html, signal, useEffect, useRef } from "../vendor/preact.js";

/** What is shown over the page; null for nothing. */
const shown = signal(/** @type {{title: string, body: () => unknown} | null} */ (null));

/** @type {Element | null} */
let before = null;

/**
 * @param {string} title
 * @param {() => unknown} body
 */
export function openDialog(title, body) {
  before ??= document.activeElement;
  shown.value = { title, body };
}

export function closeDialog() {
  shown.value = null;
  if (before instanceof HTMLElement) before.focus();
  before = null;
}

export const isDialogOpen = () => shown.value !== null;

export function Dialog() {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const now = shown.value;
  useEffect(() => {
    const first = box.current?.querySelector("[autofocus], input, textarea, select, button");
    if (first instanceof HTMLElement) first.focus();
  }, [now]);
  if (!now) return null;
  return html`<div
    class="veil"
    onPointerDown=${(/** @type {PointerEvent} */ event) =>
      event.target === event.currentTarget && closeDialog()}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => trapped(event, box.current)}
  >
    <div class="dialog" role="dialog" aria-modal="true" aria-label=${now.title} ref=${box}>
      ${now.body()}
    </div>
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
