// What is shown over the page: one thing at a time.
import { signal } from "./vendor/preact.js";

/**
 * @typedef {object} Box
 * @property {string} title
 * @property {() => unknown} [body] what stands in it,
 * @property {import("./parts/later.js").Load} [load] or the module of that
 */

/** What is shown over the page; null for nothing. */
export const shown = signal(/** @type {Box | null} */ (null));

/** @type {Element | null} */
let before = null;

/**
 * @param {string} title
 * @param {() => unknown} body
 */
export const openDialog = (title, body) => opened({ title, body });

export const openPalette = () =>
  opened({ title: "Find anything", load: () => import("./parts/palette.js") });

export const openHelp = () => opened({ title: "Keys", load: () => import("./parts/help.js") });

export const openNewTask = () =>
  opened({ title: "New task", load: () => import("./parts/new_task.js") });

/** @param {Box} box */
function opened(box) {
  before ??= document.activeElement;
  shown.value = box;
}

export function closeDialog() {
  shown.value = null;
  if (before instanceof HTMLElement) before.focus();
  before = null;
}

export const isDialogOpen = () => shown.value !== null;
