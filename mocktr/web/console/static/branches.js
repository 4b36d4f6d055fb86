// What was exercised of a workflow, as the tree that its configuration is.

/**
 * @typedef {object} Item
 * @property {string} kind
 * @property {string} path in the configuration
 * @property {string} label
 * @property {Record<string, number>} hits how often each outcome was seen
 * @property {string[]} never outcomes that were not seen, and count
 *
 * @typedef {Item & {below: Branch[]}} Branch
 */

/**
 * Items as branches: each lies below the one in whose path it is.
 * @param {Item[]} items
 * @returns {Branch[]}
 */
export function branchesOf(items) {
  /** @type {Branch[]} */
  const roots = [];
  /** @type {Branch[]} */
  const above = [];
  for (const item of items) {
    const branch = { ...item, below: [] };
    while (above.length && !isBelow(branch, above[above.length - 1])) above.pop();
    (above.at(-1)?.below ?? roots).push(branch);
    above.push(branch);
  }
  return roots;
}

/**
 * Those branches that were not exercised as a whole, with what they lie below.
 * @param {Branch[]} branches
 * @returns {Branch[]}
 */
export const missingOf = (branches) =>
  branches
    .map((one) => ({ ...one, below: missingOf(one.below) }))
    .filter((one) => one.never.length > 0 || one.below.length > 0);

/**
 * What is told of a branch: what was seen and how often, then what never was.
 * @param {Item} item
 * @returns {[outcome: string, count: number][]}
 */
export function outcomesOf({ hits, never }) {
  const seen = Object.entries(hits).filter(([, count]) => count > 0);
  return [...seen, ...never.map((one) => /** @type {[string, number]} */ ([one, 0]))].map(
    ([name, count]) => [name.replaceAll("_", " "), count],
  );
}

/**
 * @param {Item} one
 * @param {Item} other
 */
const isBelow = (one, other) =>
  one.path.startsWith(`${other.path}.`) || one.path.startsWith(`${other.path}[`);
