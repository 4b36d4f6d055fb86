// What is shown over the page: one thing at a time.
import { signal } from "./vendor/preact.js";

/** What is shown over the page; null for nothing. */
export const shown = signal(/** @type {{title: string, body: () => unknown} | null} */ (null));

/** @type {Element | null} */
let before = null;

/**
 * @param {string} title
 * @param {() => unknown} body
 */
export function openDialog(title, body) {
  before ??= document.activeElement;
  shown.value = { title, body };
}

export function closeDialog() {
  shown.value = null;
  if (before instanceof HTMLElement) before.focus();
  before = null;
}

export const isDialogOpen = () => shown.value !== null;
