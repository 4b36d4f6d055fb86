// The keyboard: single keys, and a letter after `g`, where nobody types.
import { actions } from "./actions.js";
import { closeDialog, isDialogOpen } from "./dialogs.js";

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
