// What is selected, whatever it is: a frame, in which a module for its kind tells of it.
import { html, useSignal } from "../vendor/preact.js";
import { address, back, go } from "../address.js";
import { copy } from "../clipboard.js";
import { INSPECTORS } from "../inspectors.js";
import { nameOf } from "../store.js";
import { kindOf } from "../words.js";
import { Icon } from "./icon.js";
import { Boundary, useLater } from "./later.js";

const KEPT = "mocktr-inspector";
const [LEAST, MOST, STEP] = [300, 900, 24];
/** How many digits at the end of a SID tell it from others. */
const TAIL = 3;

export default function Inspector() {
  const sid = address.value.options.sid ?? "";
  const load = INSPECTORS[sid.slice(0, 2)] ?? null;
  const Body = useLater(load);
  const width = useSignal(Number(localStorage.getItem(KEPT)) || 0);
  if (!load) return null;
  const style = width.value ? { "--inspector-width": `${width.value}px` } : undefined;
  return html`<aside class="inspector" aria-label="Inspector" style=${style}>
    <${Handle} width=${width} />
    ${Body && html`<${Boundary} key=${sid} name=${kindOf(sid)}><${Body} sid=${sid} /><//>`}
  </aside>`;
}

/**
 * The line that names what is shown, with what closes it.
 * @param {{sid: string}} props
 */
export function Title({ sid }) {
  const name = nameOf(sid);
  return html`<div class="title">
    <h2>${kindOf(sid)}${name && html` ${name}`}</h2>
    <span class="sid mono" title=${sid}>
      <span class="cut">${sid.slice(0, -TAIL)}</span><b>${sid.slice(-TAIL)}</b>
    </span>
    <button class="button bare" title="Copy SID" aria-label="Copy SID" onClick=${() => copy(sid, `Copied ${sid}`)}>
      <${Icon} name="copy" />
    </button>
    <span class="grow"></span>
    <button
      class="button bare"
      title="Back (Backspace)"
      aria-label="Back"
      onClick=${back}
    >
      <${Icon} name="back" />
    </button>
    <button
      class="button bare"
      title="Close (Escape)"
      aria-label="Close the inspector"
      onClick=${() => go({ options: { sid: "" } })}
    >
      <${Icon} name="close" />
    </button>
  </div>`;
}

/**
 * The edge, by which the inspector is made wider.
 * @param {{width: {value: number}}} props
 */
function Handle({ width }) {
  /** @param {number} to */
  const set = (to) => {
    width.value = Math.min(Math.max(to, LEAST), MOST);
    localStorage.setItem(KEPT, String(width.value));
  };
  /** @param {PointerEvent & {currentTarget: HTMLElement}} event */
  const drag = (event) => {
    const edge = event.currentTarget;
    edge.setPointerCapture(event.pointerId);
    edge.onpointermove = ({ clientX }) => set(innerWidth - clientX);
    edge.onpointerup = () => (edge.onpointermove = null);
  };
  /** @param {KeyboardEvent & {currentTarget: HTMLElement}} event */
  const pressed = (event) => {
    const by = /** @type {Record<string, number>} */ ({ ArrowLeft: STEP, ArrowRight: -STEP })[
      event.key
    ];
    if (!by) return;
    event.preventDefault();
    set((event.currentTarget.parentElement?.clientWidth ?? LEAST) + by);
  };
  return html`<div
    class="handle"
    role="separator"
    aria-orientation="vertical"
    aria-label="Width of the inspector"
    aria-valuemin=${LEAST}
    aria-valuemax=${MOST}
    aria-valuenow=${width.value || 432}
    tabindex="0"
    onPointerDown=${drag}
    onKeyDown=${pressed}
  ></div>`;
}
