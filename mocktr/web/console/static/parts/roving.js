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

/**
 * Move the focus from row to row, or along all things of a place.
 * @param {string} place a selector
 * @param {number} by
 */
export function step(place, by) {
  const all = [...document.querySelectorAll(`${place} .stop`)];
  const at = all.findIndex((one) => one === document.activeElement);
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next instanceof HTMLElement) next.focus();
}

/**
 * A key pressed in a list of rows that have things to stop at.
 * @param {KeyboardEvent & {currentTarget: HTMLElement}} event
 */
export function roveRows(event) {
  const by = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 })[event.key];
  if (!by) return;
  const rows = [...event.currentTarget.querySelectorAll('[role="listitem"]')];
  const stops = rows.map((row) => row.querySelector('.stop[tabindex="0"], a'));
  let at = rows.findIndex((row) => row.contains(document.activeElement)) + by;
  while (stops[at] === null) at += by;
  const next = stops[at];
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
}
