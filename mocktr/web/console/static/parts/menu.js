// A button that opens a list of things to do or to choose.
import { html, useEffect, useRef, useSignal } from "../vendor/preact.js";

/**
 * @typedef {object} Entry
 * @property {string} title
 * @property {string} [hint]
 * @property {boolean} [chosen] whether it is the one that is chosen; undefined for a thing to do
 * @property {() => unknown} run
 */

/**
 * @param {{
 *   label: string,
 *   face: unknown,
 *   look?: string,
 *   entries: Entry[],
 *   side?: string,
 *   disabled?: boolean,
 *   children?: (close: () => void) => unknown,
 * }} props `side`: "to-left", "up" or both; `children` stand below the entries
 */
export function Menu({ label, face, look = "button", entries, side = "", disabled, children }) {
  const shown = useSignal(false);
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const close = () => {
    shown.value = false;
  };
  useEffect(() => (shown.value ? whileOpen(root, close) : undefined), [shown.value]);
  return html`<span class="menu" ref=${root} onKeyDown=${walk}>
    <button
      class=${look}
      title=${label}
      aria-label=${label}
      aria-haspopup="menu"
      aria-expanded=${shown.value}
      disabled=${disabled}
      onClick=${() => (shown.value = !shown.value)}
    >
      ${face}
    </button>
    ${
      shown.value &&
      html`<div class=${`menu-list ${side}`}>
      <div role="menu" aria-label=${label}>
        ${entries.map((one) => html`<${Row} key=${one.title} entry=${one} close=${close} />`)}
      </div>
      ${children?.(close)}
    </div>`
    }
  </span>`;
}

/** @param {{entry: Entry, close: () => void}} props */
function Row({ entry, close }) {
  const chooses = entry.chosen !== undefined;
  return html`<button
    role=${chooses ? "menuitemradio" : "menuitem"}
    aria-checked=${entry.chosen}
    onClick=${() => {
      close();
      entry.run();
    }}
  >
    <span>${entry.title}</span>${entry.hint && html`<small>${entry.hint}</small>`}
  </button>`;
}

/**
 * Put the focus inside; a press elsewhere closes.
 * @param {{current: HTMLElement | null}} root
 * @param {() => void} close
 */
function whileOpen(root, close) {
  const first = root.current?.querySelector('[aria-checked="true"], [role^="menuitem"], input');
  if (first instanceof HTMLElement) first.focus();
  /** @param {PointerEvent} event */
  const pressed = (event) => {
    if (!root.current?.contains(/** @type {Node} */ (event.target))) close();
  };
  /** @param {KeyboardEvent} event */
  const escaped = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
    root.current?.querySelector("button")?.focus();
  };
  const node = root.current;
  addEventListener("pointerdown", pressed);
  node?.addEventListener("keydown", escaped);
  return () => {
    removeEventListener("pointerdown", pressed);
    node?.removeEventListener("keydown", escaped);
  };
}

/** @param {KeyboardEvent & {currentTarget: HTMLElement}} event */
function walk(event) {
  const by = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 })[event.key];
  if (!by) return;
  const all = [...event.currentTarget.querySelectorAll('[role^="menuitem"]')];
  if (all.length === 0) return;
  event.preventDefault();
  const at = all.indexOf(/** @type {Element} */ (document.activeElement));
  const next = all[(at + by + all.length) % all.length];
  if (next instanceof HTMLElement) next.focus();
}
