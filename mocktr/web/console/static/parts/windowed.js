// A list whose rows have heights that are known: only those in sight are drawn. Arrow keys move the
// focus along a row of things, only one of which is a stop of Tab.
import { html, useLayoutEffect, useRef, useSignal } from "../vendor/preact.js";
import { accounts, head, workspace } from "../store.js";

const SPARE_PX = 200;

/**
 * @template Item
 * @param {{
 *   label: string,
 *   look: string,
 *   items: Item[],
 *   keyOf: (item: Item) => string,
 *   nameOf: (item: Item) => string,
 *   heightOf: (item: Item) => number,
 *   draw: (item: Item) => unknown,
 * }} props heights in px
 */
export function Windowed({ label, look, items, keyOf, nameOf, heightOf, draw }) {
  const body = useRef(/** @type {HTMLElement | null} */ (null));
  const view = useSignal({ top: 0, height: 1000 });
  useLayoutEffect(() => {
    const node = body.current;
    if (!node) return undefined;
    const measure = () => {
      const { scrollTop: top, clientHeight: height } = node;
      if (top !== view.value.top || height !== view.value.height) view.value = { top, height };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    node.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      node.removeEventListener("scroll", measure);
    };
  }, []);
  const { first, shown, before, after } = inSight(items, heightOf, view.value);
  return html`<div class=${look} role="list" aria-label=${label} ref=${body} onKeyDown=${roveRows}>
    <div role="presentation" style=${{ height: `${before}px` }}></div>
    ${shown.map(
      (item, index) =>
        html`<div
          key=${keyOf(item)}
          role="listitem"
          aria-label=${nameOf(item)}
          aria-setsize=${items.length}
          aria-posinset=${first + index + 1}
          style=${{ height: `${heightOf(item)}px` }}
        >
          ${draw(item)}
        </div>`,
    )}
    <div role="presentation" style=${{ height: `${after}px` }}></div>
  </div>`;
}

/**
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => number} heightOf
 * @param {{top: number, height: number}} view
 */
function inSight(items, heightOf, { top, height }) {
  const [from, to] = [top - SPARE_PX, top + height + SPARE_PX];
  /** @type {Item[]} */
  const shown = [];
  let [first, before, after, at] = [0, 0, 0, 0];
  items.forEach((item, index) => {
    const high = heightOf(item);
    if (at + high < from) {
      first = index + 1;
      before += high;
    } else if (at > to) after += high;
    else shown.push(item);
    at += high;
  });
  return { first, shown, before, after };
}

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

/** @param {{what: string, path: string, example: string}} props `path` below that of the workspace */
export function Unpopulated({ what, path, example }) {
  const place = workspace.value;
  const made = place ? `This workspace has no ${what} yet.` : "There is no workspace yet.";
  const url = `${location.origin}/v1/Workspaces${place ? `/${place.sid}/${path}` : ""}`;
  const given = place ? example : "FriendlyName=Support";
  const account = accounts.value.length ? head.value?.account_sid : "ACxxx";
  return html`<div class="nothing">
    <p>${made} A request makes the first, or <code class="mono">mocktr serve --seed support</code>.</p>
    <code class="mono">curl -u ${account}:token ${url} -d ${given}</code>
  </div>`;
}
