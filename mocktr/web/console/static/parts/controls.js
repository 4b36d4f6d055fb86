// What is pressed everywhere: a choice of a few, a menu, and the name of a record, which opens it.
import { html, useEffect, useRef, useSignal } from "../vendor/preact.js";
import { go, hrefOf } from "../address.js";
import { nameOf } from "../store.js";
import { kindOf, short } from "../words.js";

/**
 * @param {{
 *   label: string,
 *   options: [value: string, title: string][],
 *   value: string,
 *   set: (value: string) => unknown,
 *   small?: boolean,
 *   disabled?: boolean,
 * }} props
 */
export function Choice({ label, options, value, set, small = false, disabled = false }) {
  const at = options.findIndex(([one]) => one === value);
  /** @param {KeyboardEvent} event */
  const moved = (event) => {
    const by = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1 })[event.key];
    if (!by || !(event.currentTarget instanceof HTMLElement)) return;
    event.preventDefault();
    const next = (at + by + options.length) % options.length;
    set(options[next][0]);
    /** @type {HTMLElement} */ (event.currentTarget.children[next]).focus();
  };
  return html`<div
    class=${`choice${small ? " small" : ""}`}
    role="radiogroup"
    aria-label=${label}
    onKeyDown=${moved}
  >
    ${options.map(
      ([one, title], index) =>
        html`<button
          role="radio"
          key=${one}
          aria-checked=${one === value}
          tabindex=${index === Math.max(at, 0) ? 0 : -1}
          disabled=${disabled}
          onClick=${() => one !== value && set(one)}
        >
          ${title}
        </button>`,
    )}
  </div>`;
}

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

/**
 * @param {{sid: string | null | undefined, name?: string | null}} props the name, where it is known
 */
export function Sid({ sid, name }) {
  if (!sid) return null;
  const called = name ?? nameOf(sid);
  const change = { options: { sid } };
  return html`<a
    class=${called ? undefined : "mono"}
    href=${hrefOf(change)}
    title=${`${kindOf(sid)} ${sid}`}
    onClick=${(/** @type {MouseEvent} */ event) => opened(event, change)}
    >${called ?? short(sid)}</a
  >`;
}

/**
 * With a modifier the browser opens a tab, as it does for any link.
 * @param {MouseEvent} event
 * @param {{options: Record<string, string>}} change
 */
function opened(event, change) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  event.stopPropagation();
  go(change);
}
