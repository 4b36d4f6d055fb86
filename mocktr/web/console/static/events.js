// Events of the world: which kinds there are, and the series of those that are meant.
import { look } from "./api.js";

/**
 * @typedef {object} WorldEvent
 * @property {number} number
 * @property {number} at_ms
 * @property {string} type
 * @property {string} sid of what it is about
 * @property {string} what in words
 * @property {string} source
 * @property {string | null} task_sid
 * @property {string | null} task_queue_sid
 * @property {string | null} workflow_sid
 * @property {string | null} worker_sid
 * @property {string | null} worker_name
 * @property {string | null} reservation_sid
 * @property {number | null} cause the journal's entry
 */

const AT_ONCE = 500;
const MOST_NEWS = 1000;
const MOST_SAVED = 20_000;

/** The kinds that can be asked for, each with what it is called. */
export const EVENT_KINDS = /** @type {[string, string][]} */ ([
  ["", "All"],
  ["task.*", "Tasks"],
  ["reservation.*", "Offers"],
  ["worker.*", "Workers"],
  ["task-queue.*,workflow.*", "Routing"],
]);

/** The look of an event, as that of the state it leads to; the first that fits. */
const LOOKS = /** @type {[RegExp, string][]} */ ([
  [/\.(timeout|rejected|rescinded|canceled|failed)$/, "bad"],
  [/\.wrapup$/, "wrapping"],
  [/\.(completed|deleted|system-deleted)$/, "done"],
  [/^reservation\.accepted|^task\.assigned/, "assigned"],
  [/^reservation\./, "offered"],
  [/^task\.|^task-queue\.|^workflow\./, "waiting"],
]);

/**
 * The class of an event's dot.
 * @param {string} type
 */
export const lookOf = (type) => LOOKS.find(([pattern]) => pattern.test(type))?.[1] ?? "away";

/**
 * The events that are meant, as a series.
 * @param {{text?: string, type?: string, workspace?: string}} wanted
 * @returns {import("./series.js").Source<WorldEvent>}
 */
export const eventsOf = (wanted) => ({
  latest: async () => {
    const told = await look("events", { ...wanted, limit: AT_ONCE });
    return { ...partOf(told), mark: told.last };
  },
  since: async (mark) => partOf(await look("events", { ...wanted, since: mark, limit: MOST_NEWS })),
  before: async (reached) =>
    partOf(await look("events", { ...wanted, before: reached, limit: AT_ONCE })),
});

/**
 * All events that are meant, oldest first: the last 20,000 at most.
 * @param {Parameters<typeof eventsOf>[0]} wanted
 * @returns {Promise<WorldEvent[]>}
 */
export async function allEvents(wanted) {
  let found = /** @type {WorldEvent[]} */ ([]);
  let before;
  do {
    const told = await look("events", { ...wanted, before, limit: MOST_NEWS });
    found = [...told.events, ...found];
    before = told.more ? told.reached : undefined;
  } while (before !== undefined && found.length < MOST_SAVED);
  return found;
}

/**
 * @param {any} told
 * @returns {import("./series.js").Part<WorldEvent>}
 */
const partOf = ({ events, more, reached, last }) => ({
  rows: events,
  more,
  mark: reached ?? last,
  reached: reached ?? 0,
});
