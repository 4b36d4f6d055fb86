// What is laid over the page: a dialog, one at a time, and what is said in passing.
import { signal } from "./vendor/preact.js";

/**
 * @typedef {object} Box
 * @property {string} title
 * @property {() => unknown} [body] what stands in it,
 * @property {import("./parts/later.js").Load} [load] or the module of that
 */

/** The dialog that is open; null for none. */
export const dialog = signal(/** @type {Box | null} */ (null));

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

/** What was typed while the field of a dialog was still on its way. */
let typed = "";

/** @param {string} character */
export function typeAhead(character) {
  typed += character;
}

/** Take what was typed. */
export function takeTyped() {
  const text = typed;
  typed = "";
  return text;
}

/** @param {Box} box */
function opened(box) {
  typed = "";
  before ??= document.activeElement;
  dialog.value = box;
}

export function closeDialog() {
  dialog.value = null;
  if (before instanceof HTMLElement) before.focus();
  before = null;
}

export const isDialogOpen = () => dialog.value !== null;

/**
 * @typedef {object} Toast what was done, what failed, or what is asked
 * @property {number} id
 * @property {string} text
 * @property {boolean} [bad]
 * @property {boolean} [asks] whether an answer is wanted
 * @property {{label: string, run: () => unknown}[]} choices
 */

const LASTS_MS = 8000;

export const toasts = signal(/** @type {Toast[]} */ ([]));

let count = 0;

/**
 * Say something; what failed stays until it is closed.
 * @param {string} text
 * @param {{bad?: boolean, choices?: Toast["choices"], stays?: boolean}} [how]
 */
export function say(text, how = {}) {
  const id = ++count;
  toasts.value = [
    ...toasts.value.slice(-3),
    { id, text, bad: how.bad, asks: how.stays, choices: how.choices ?? [] },
  ];
  if (!how.bad && !how.stays) setTimeout(() => unsay(id), LASTS_MS);
  return id;
}

/** @param {number} id */
export function unsay(id) {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

/**
 * Ask for one of some answers; null where the question is closed.
 * @param {string} text
 * @param {string[]} answers
 * @returns {Promise<string | null>}
 */
export function question(text, answers) {
  return new Promise((done) => {
    const choices = answers.map((label) => ({ label, run: () => done(label) }));
    const id = say(text, { choices, stays: true });
    const stop = toasts.subscribe((all) => {
      if (all.some((one) => one.id === id)) return;
      done(null);
      queueMicrotask(() => stop());
    });
  });
}
