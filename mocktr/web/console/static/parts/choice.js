// One of a few, side by side.
import { html } from "../vendor/preact.js";

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
