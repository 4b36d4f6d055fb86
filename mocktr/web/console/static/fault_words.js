// What a planned fault does, in words.

/**
 * @typedef {object} Fault
 * @property {number} id
 * @property {string | null} method
 * @property {string | null} path
 * @property {string} kind
 * @property {number | null} status
 * @property {string | null} effect
 * @property {number | null} retry_after
 * @property {number} latency in ms
 * @property {string | null} when
 * @property {number} skip
 * @property {number} every
 * @property {number} probability
 * @property {number | null} times
 * @property {number} seen
 * @property {number} fired
 */

/** Whom a rule is for, by the kind of entry. */
export const KINDS = /** @type {[string, string][]} */ ([
  ["request", "requests"],
  ["callback", "all callbacks"],
  ["event", "event callbacks"],
  ["assignment", "assignment callbacks"],
  ["fallback", "fallback callbacks"],
  ["voice", "voice callbacks"],
  ["status", "status callbacks"],
  ["bridge", "what agents' pages post"],
  ["push", "events that pages are sent"],
]);

/** What can become of an answer in place of a status. */
export const EFFECTS = /** @type {[string, string][]} */ ([
  ["cut", "the connection is cut"],
  ["truncate", "half of the body comes"],
  ["garbage", "a page of HTML comes"],
  ["lose", "it is never sent"],
]);

/** @param {Fault} fault */
export function whom({ kind, method, path }) {
  const whose = new Map(KINDS).get(kind) ?? kind;
  const which = [method, path].filter((one) => one !== null).join(" ");
  return { whose, which };
}

/** @param {Fault} fault */
export function howOften({ skip, every, probability, times }) {
  if (skip === 0 && every === 1 && probability === 1 && times !== null) {
    return times === 1 ? "the next one" : `the next ${times}`;
  }
  const parts = [every === 1 ? "each" : `each ${ordinal(every)}`];
  if (skip > 0) parts.push(`after the first ${skip === 1 ? "one" : skip}`);
  if (probability < 1) parts.push(`with ${Math.round(probability * 1000) / 10} %`);
  if (times !== null) parts.push(times === 1 ? "once" : `${times} times`);
  return parts.join(", ");
}

/** @param {Fault} fault */
export function outcome({ status, effect, retry_after, latency, when }) {
  const parts = [];
  if (status !== null) parts.push(`the answer is ${status}`);
  if (effect !== null) parts.push(new Map(EFFECTS).get(effect) ?? effect);
  if (retry_after !== null) parts.push(`to come again after ${retry_after} s`);
  if (latency > 0) parts.push(`${latency / 1000} s late`);
  if (when === "after" && (status !== null || effect === "cut")) parts.push("though it was done");
  return parts.join(", ");
}

/** @param {Fault} fault */
export const isSpent = ({ times, fired }) => times !== null && fired >= times;

/** @param {number} number */
function ordinal(number) {
  const tens = number % 100;
  if (tens > 10 && tens < 14) return `${number}th`;
  return `${number}${["th", "st", "nd", "rd"][number % 10] ?? "th"}`;
}
