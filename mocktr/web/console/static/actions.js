// Everything that can be done from the keyboard and found in the palette, and the keyboard itself:
// single keys, and a letter after `g`, where nobody types.
import { computed, signal, useEffect } from "./vendor/preact.js";
import { closeDialog, isDialogOpen, typeAhead } from "./overlays.js";

/**
 * @typedef {object} Action
 * @property {string} title
 * @property {string} [keys] such as `n`, `g b`, `Space`, `Ctrl k`
 * @property {string} group a heading of the help
 * @property {() => unknown} run
 * @property {() => boolean} [when] whether it can be done now
 * @property {boolean} [hidden] left out of the palette
 */

/** @type {import("./vendor/preact.js").Signal<Action[][]>} */
const given = signal(/** @type {Action[][]} */ ([]));

/** All actions there are now; what came last goes first where keys are the same. */
export const actions = computed(() => given.value.toReversed().flat());

/**
 * Add actions for good; answers what takes them away.
 * @param {Action[]} added
 */
export function offer(added) {
  given.value = [...given.peek(), added];
  return () => {
    given.value = given.peek().filter((one) => one !== added);
  };
}

/**
 * Add actions for as long as a part is shown.
 * @param {Action[]} added
 * @param {unknown[]} inputs what they depend on
 */
export function useActions(added, inputs) {
  useEffect(() => offer(added), inputs);
}

const CHORD_MS = 1500;
const TYPING = "input, textarea, select, [contenteditable], .editor";
const PRESSING = "button, a, summary, [role=radio], [role=option], [role=menuitem]";

let prefix = "";
let until = 0;

/** Begin to listen. */
export function listen() {
  addEventListener("keydown", (event) => {
    const key = spelled(event);
    if (key === null || isMeantForElement(event, key)) return;
    if (isDialogOpen()) {
      if (key === "Escape") closeDialog();
      else if (event.key.length === 1 && !key.startsWith("Ctrl")) typeAhead(event.key);
      return;
    }
    const pressed = prefix && performance.now() < until ? `${prefix} ${key}` : key;
    const found = actions.peek().find((one) => one.keys === pressed && (one.when?.() ?? true));
    const isPrefix = actions.peek().some((one) => one.keys?.startsWith(`${key} `));
    prefix = !found && isPrefix ? key : "";
    until = performance.now() + CHORD_MS;
    if (!found) return;
    event.preventDefault();
    found.run();
  });
}

/**
 * A key as actions spell it; null for what is none by itself.
 * @param {KeyboardEvent} event
 */
function spelled(event) {
  if (["Shift", "Control", "Alt", "Meta"].includes(event.key) || event.altKey) return null;
  const key = event.key === " " ? "Space" : event.key;
  return event.ctrlKey || event.metaKey ? `Ctrl ${key.toLowerCase()}` : key;
}

/**
 * Whether the element that has the focus takes the key itself.
 * @param {KeyboardEvent} event
 * @param {string} key
 */
function isMeantForElement(event, key) {
  if (event.defaultPrevented) return true;
  const target = event.composedPath()[0];
  if (!(target instanceof Element) || key.startsWith("Ctrl ")) return false;
  if (target.closest(TYPING) || target.getRootNode() instanceof ShadowRoot) return key !== "Escape";
  return (key === "Space" || key === "Enter") && target.closest(PRESSING) !== null;
}
