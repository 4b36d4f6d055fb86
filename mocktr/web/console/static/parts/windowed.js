// A list whose rows have heights that are known: only those in sight are drawn.
import { html, useLayoutEffect, useRef, useSignal } from "../vendor/preact.js";
import { roveRows } from "./roving.js";

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
