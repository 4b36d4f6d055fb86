// What is said in passing: what was done, what failed, and what is asked.
import { signal } from "./vendor/preact.js";

/**
 * @typedef {object} Toast
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
