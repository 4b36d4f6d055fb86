// Everything that can be done from the keyboard and found in the palette.
import { computed, signal, useEffect } from "./vendor/preact.js";

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
