// Entries of the journal: requests that came in, callbacks that went out.
import { look } from "./api.js";
import { literal } from "./words.js";

/**
 * @typedef {object} Entry
 * @property {number} number
 * @property {string} date virtual time
 * @property {number} wall in seconds
 * @property {string} kind
 * @property {string} method
 * @property {Record<string, unknown>} parameters
 * @property {number | null} status
 * @property {number[]} faults the numbers of those it met
 * @property {[number, number] | null} events the numbers of the first and the last it caused
 * @property {string} [path] of a request
 * @property {string} [host]
 * @property {number | null} [code]
 * @property {string | null} [message]
 * @property {number | null} [wall_ms]
 * @property {string} [by]
 * @property {string | null} [if_match]
 * @property {string | null} [url] of a callback
 * @property {string} [event_type]
 * @property {string} [resource_sid]
 * @property {string | null} [body]
 * @property {string | null} [instruction]
 * @property {string} [outcome]
 * @property {string | null} [reason]
 * @property {number | null} [event]
 * @property {number | null} [cause]
 * @property {number | null} [resends]
 */

const AT_ONCE = 500;
const MOST_NEWS = 1000;
const ERROR = 400;
const LONGEST = 200;
const WORKSPACE = /^\/v1\/Workspaces\/WS\w+(?=\/|$)/;
const LONG_SID = /([A-Z]{2})[0-9a-f]{29}(?=[0-9a-f]{3}\b)/g;

/** @param {Entry} entry */
export const isCallback = (entry) => entry.outcome !== undefined;

/**
 * Whether all went well, it did not, or nobody can say yet.
 * @param {Entry} entry
 * @returns {"good" | "bad" | "open"}
 */
export function stateOf({ status, outcome, reason }) {
  if (status !== null) return status < ERROR && !reason ? "good" : "bad";
  return outcome === undefined || outcome === "sent" ? "open" : reason ? "bad" : "good";
}

/**
 * A path without the workspace, which is the same for all, and with SIDs as far as they differ.
 * @param {string} path
 */
export const ending = (path) => path.replace(WORKSPACE, "…").replace(LONG_SID, "$1…");

/**
 * What was asked of whom.
 * @param {Entry} entry
 */
export function placeOf(entry) {
  if (!isCallback(entry)) return `${entry.host ?? ""}${ending(entry.path ?? "")}`;
  return `${entry.event_type} → ${entry.url?.replace(/^https?:\/\//, "") ?? "a function"}`;
}

/**
 * What a request carries, in short.
 * @param {Entry} entry
 */
export const carriedBy = (entry) =>
  isCallback(entry)
    ? ""
    : Object.entries(entry.parameters)
        .map(([name, value]) => `${name}=${typeof value === "string" ? value : literal(value)}`)
        .join(" ")
        .slice(0, LONGEST)
        .replace(LONG_SID, "$1…");

/**
 * What came of it, where that is worth a word.
 * @param {Entry} entry
 */
export const noteOf = ({ instruction, reason, message }) => instruction ?? reason ?? message ?? "";

/**
 * The entries that are meant, as a series.
 * @param {{text: string, kind: string}} wanted
 * @returns {import("./series.js").Source<Entry>}
 */
export const journalOf = (wanted) => ({
  latest: async () => partOf(await look("journal", { ...wanted, limit: AT_ONCE })),
  since: async (mark) => {
    const told = await look("journal", { ...wanted, revision: mark, limit: MOST_NEWS });
    const part = partOf(told);
    // Where nothing has come the journal may have been cleared.
    const anew = told.more || (told.count === 0 && (await isEmpty(wanted)));
    return { ...part, more: false, anew };
  },
  before: async (reached) =>
    partOf(await look("journal", { ...wanted, before: reached, limit: AT_ONCE })),
});

/** @param {{text: string, kind: string}} wanted */
const isEmpty = async (wanted) => (await look("journal", { ...wanted, limit: 1 })).count === 0;

/**
 * @param {any} told
 * @returns {import("./series.js").Part<Entry>}
 */
const partOf = ({ entries, more, revision }) => ({
  rows: entries,
  more,
  mark: revision,
  reached: entries[0]?.number ?? 0,
});
