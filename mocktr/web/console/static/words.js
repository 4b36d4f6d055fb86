// What things are called on the page.

/** What kind of record a SID is of, by its prefix. */
const KINDS = /** @type {Record<string, string>} */ ({
  WT: "Task",
  WK: "Worker",
  WQ: "Queue",
  WW: "Workflow",
  WR: "Reservation",
  WS: "Workspace",
  WA: "Activity",
  TC: "Task channel",
  AC: "Account",
  EV: "Event",
  CA: "Call",
});

/**
 * `…04f`: the number of creation in a SID, as far as it tells records apart.
 * @param {string} sid
 */
export function short(sid) {
  const digits = sid.slice(-12).replace(/^0+/, "");
  return `…${digits.slice(-6).padStart(3, "0")}`;
}

/** @param {string} sid */
export const kindOf = (sid) => KINDS[sid.slice(0, 2)] ?? "Record";

/**
 * `1 task`, `3 tasks`.
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const counted = (count, one, many = `${one}s`) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/**
 * A value as a workflow's author writes it.
 * @param {unknown} value
 */
export const literal = (value) => JSON.stringify(value) ?? "nothing";

/**
 * The attributes of a record, which are JSON as text; null where that can't be read.
 * @param {string} text
 * @returns {Record<string, unknown> | null}
 */
export function attributesOf(text) {
  try {
    const read = JSON.parse(text);
    return read !== null && typeof read === "object" && !Array.isArray(read) ? read : null;
  } catch {
    return null;
  }
}

/**
 * A sentence with a capital.
 * @param {string} text
 */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
