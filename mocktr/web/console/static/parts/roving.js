// Arrow keys that move the focus along a row of things; only one of them is a stop of Tab.

const STEPS = /** @type {Record<string, number>} */ ({
  ArrowRight: 1,
  ArrowLeft: -1,
  Home: -Infinity,
  End: Infinity,
});

/**
 * A key pressed on one of the row's things, each of which has the class `stop`.
 * @param {KeyboardEvent & {currentTarget: HTMLElement}} event
 */
export function rove(event) {
  const by = STEPS[event.key];
  const all = [...event.currentTarget.querySelectorAll(".stop")];
  const at = all.findIndex((one) => one === document.activeElement);
  if (by === undefined || at < 0) return;
  event.preventDefault();
  event.stopPropagation();
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  all[at].setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  /** @type {HTMLElement} */ (next).focus();
}
