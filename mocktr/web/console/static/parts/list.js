// A list of rows of any length: only those in sight are drawn.
import { html, useEffect, useLayoutEffect, useRef, useSignal } from "../vendor/preact.js";
import { useActions } from "../actions.js";

const SPARE = 8;
/** The least width of a column that takes the rest, and the space beside each, in pixels. */
const [LEAST_REST, GAP] = [100, 12];

/**
 * @template Row
 * @typedef {object} Column
 * @property {string} title
 * @property {string} width as of a grid: `80px`, `1fr`
 * @property {(row: Row) => unknown} cell
 * @property {string} [look] a class of its cells
 */

/**
 * @template Row
 * @param {{
 *   label: string,
 *   rows: Row[],
 *   columns: Column<Row>[],
 *   keyOf: (row: Row) => string,
 *   open?: (row: Row) => unknown,
 *   chosen?: string | null,
 *   height?: number,
 *   atEnd?: boolean,
 *   reached?: () => unknown,
 *   count?: number,
 * }} props
 *   `chosen`: the key of the row that is open; `atEnd`: keep to the last row as rows come;
 *   `reached`: called when the first row (`atEnd`) or the last one is in sight, to get more;
 *   `count`: how many rows there are in all, where not all are here
 */
export function List({ label, rows, columns, keyOf, open, chosen = null, height = 26, ...how }) {
  const { atEnd = false, reached, count = rows.length } = how;
  const body = useRef(/** @type {HTMLElement | null} */ (null));
  const view = useSignal({ top: 0, height: 600 });
  const focused = useSignal(/** @type {string | null} */ (null));
  useMeasured(body, view);
  useKeptPlace(body, rows, keyOf, height);
  useKeptAtEnd(body, atEnd, rows.length);
  const first = Math.max(0, Math.floor(view.value.top / height) - SPARE);
  const last = Math.ceil((view.value.top + view.value.height) / height) + SPARE;
  const shown = rows.slice(first, last);
  useEffect(() => {
    if (atEnd ? first === 0 : last >= rows.length) reached?.();
  }, [first === 0, last >= rows.length, rows.length]);
  const at = rows.findIndex((row) => keyOf(row) === (focused.value ?? chosen));
  const inSight = atEnd
    ? Math.ceil((view.value.top + view.value.height) / height) - 1
    : Math.ceil(view.value.top / height);
  // Tab stops at a row that is drawn, and arrows go on from there.
  const stop = at >= first && at < last ? at : Math.min(inSight, rows.length - 1);
  /** @param {number} by */
  const next = (by) => move(at < 0 ? stop : at + by);
  /** @param {number} to */
  const move = (to) => {
    const next = Math.min(Math.max(to, 0), rows.length - 1);
    if (next < 0) return;
    focused.value = keyOf(rows[next]);
    bringIntoSight(body.current, next, height);
    // A row that was far off is drawn only with the next frame.
    if (!focusRow(body.current, next)) requestAnimationFrame(() => focusRow(body.current, next));
  };
  useActions(
    [
      {
        title: `Next row of ${label}`,
        keys: "j",
        group: "Lists",
        run: () => next(1),
        hidden: true,
      },
      {
        title: `Row before, of ${label}`,
        keys: "k",
        group: "Lists",
        run: () => next(-1),
        hidden: true,
      },
    ],
    [at, stop, rows],
  );
  const place = rows.findIndex((row) => keyOf(row) === chosen);
  useEffect(() => {
    if (place >= 0) bringIntoSight(body.current, place, height);
  }, [chosen, place < 0]);
  const template = { gridTemplateColumns: columns.map((one) => one.width).join(" ") };
  const least = {
    minWidth: `${columns.reduce((sum, { width }) => sum + leastOf(width) + GAP, GAP)}px`,
  };
  return html`<div
    class="list"
    role="grid"
    aria-label=${label}
    aria-rowcount=${count + 1}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => walk(event, at, rows.length, move)}
  >
    <div class="list-head" role="row" aria-rowindex="1" style=${{ ...template, ...least }}>
      ${columns.map((one) => html`<span role="columnheader" key=${one.title} class=${one.look?.includes("right") ? "right" : undefined}>${one.title}</span>`)}
    </div>
    <div
      class="list-body"
      role="rowgroup"
      tabindex=${rows.length ? -1 : 0}
      ref=${body}
      style=${least}
      onScroll=${(/** @type {any} */ { currentTarget: { scrollTop, clientHeight } }) =>
        (view.value = { top: scrollTop, height: clientHeight })}
    >
      <div style=${{ height: `${rows.length * height}px` }} role="presentation">
        ${shown.map((row, index) => {
          const key = keyOf(row);
          const number = first + index;
          return html`<div
            class="list-row"
            role="row"
            key=${key}
            data-row=${number}
            aria-rowindex=${number + 2}
            aria-selected=${key === chosen}
            tabindex=${number === stop ? 0 : -1}
            style=${{ ...template, height: `${height}px`, top: `${number * height}px` }}
            onFocus=${() => (focused.value = key)}
            onClick=${() => open?.(row)}
            onKeyDown=${(/** @type {KeyboardEvent} */ event) =>
              event.key === "Enter" && event.target === event.currentTarget && open?.(row)}
          >
            ${columns.map(
              (one) =>
                html`<span role="gridcell" key=${one.title} class=${one.look}>${one.cell(row)}</span>`,
            )}
          </div>`;
        })}
      </div>
    </div>
  </div>`;
}

/** How narrow a column may become, in pixels. @param {string} width */
const leastOf = (width) => (width.endsWith("fr") ? LEAST_REST : Number(/\d+/.exec(width)?.[0]));

/**
 * @param {{current: HTMLElement | null}} body
 * @param {{value: {top: number, height: number}}} view
 */
function useMeasured(body, view) {
  useLayoutEffect(() => {
    const node = body.current;
    if (!node) return undefined;
    const measure = () => {
      view.value = { top: node.scrollTop, height: node.clientHeight };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
}

/**
 * What is in sight stays there when rows come or go before it.
 * @template Row
 * @param {{current: HTMLElement | null}} body
 * @param {Row[]} rows
 * @param {(row: Row) => string} keyOf
 * @param {number} height
 */
function useKeptPlace(body, rows, keyOf, height) {
  const before = useRef(rows);
  useLayoutEffect(() => {
    const node = body.current;
    const known = before.current;
    before.current = rows;
    if (!node || known.length === 0 || rows.length === 0 || keyOf(known[0]) === keyOf(rows[0]))
      return;
    const at = Math.min(Math.floor(node.scrollTop / height), known.length - 1);
    const key = keyOf(known[at]);
    const place = rows.findIndex((row) => keyOf(row) === key);
    if (place >= 0) node.scrollTop += (place - at) * height;
  }, [rows]);
}

/**
 * Whoever looks at the end goes on seeing the end.
 * @param {{current: HTMLElement | null}} body
 * @param {boolean} atEnd
 * @param {number} count
 */
function useKeptAtEnd(body, atEnd, count) {
  const follows = useRef(true);
  useLayoutEffect(() => {
    const node = body.current;
    if (!node || !atEnd) return undefined;
    const note = () => {
      follows.current = node.scrollTop + node.clientHeight >= node.scrollHeight - 4;
    };
    node.addEventListener("scroll", note);
    return () => node.removeEventListener("scroll", note);
  }, [atEnd]);
  useLayoutEffect(() => {
    if (atEnd && follows.current && body.current)
      body.current.scrollTop = body.current.scrollHeight;
  }, [atEnd, count]);
}

/**
 * @param {KeyboardEvent} event
 * @param {number} at
 * @param {number} count
 * @param {(to: number) => void} move
 */
function walk(event, at, count, move) {
  const to = /** @type {Record<string, number>} */ ({
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + 20,
    PageUp: at - 20,
    Home: 0,
    End: count - 1,
  })[event.key];
  if (to === undefined || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  move(to);
}

/**
 * @param {HTMLElement | null} body
 * @param {number} row
 * @param {number} height
 */
function bringIntoSight(body, row, height) {
  if (!body) return;
  const [top, bottom] = [row * height, (row + 1) * height];
  if (top < body.scrollTop) body.scrollTop = top;
  else if (bottom > body.scrollTop + body.clientHeight) body.scrollTop = bottom - body.clientHeight;
}

/**
 * @param {HTMLElement | null} body
 * @param {number} row
 */
function focusRow(body, row) {
  const found = body?.querySelector(`[data-row="${row}"]`);
  if (!(found instanceof HTMLElement)) return false;
  found.focus({ preventScroll: true });
  return true;
}
