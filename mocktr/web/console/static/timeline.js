// What lasted how long, from the server, for the part of time that is in sight.
import { computed, signal, useRef } from "./vendor/preact.js";
import { address } from "./address.js";
import { useAnswer } from "./answers.js";
import { now } from "./clock.js";
import { Scale } from "./scale.js";
import { head, workspace } from "./store.js";

/** @typedef {import("./scale.js").Bar} Bar */
/** @typedef {{sid: string, name: string, bars: Bar[]}} TimelineLane */

const MINUTE_MS = 60_000;
/** How much of what is in sight has been, where it follows the clock. */
const PAST = 0.77;
/** Ends of what is in sight fall on steps of this share of it, so that not each tick asks anew. */
const STEP = 1 / 100;

/** How many bars are asked for unless told. */
const USUAL = 500;

/** How long the time in sight may be, in minutes, and what it is called. */
export const LENGTHS = /** @type {[string, string][]} */ ([
  ["5", "5 min"],
  ["15", "15 min"],
  ["60", "1 h"],
  ["480", "8 h"],
]);

/** The length that is chosen, in minutes. */
export const minutes = computed(() => address.value.options.span ?? "15");

/** The time in the middle of which the view was left; null where it follows the clock. */
export const heldAt = signal(/** @type {number | null} */ (null));

/** From when to when the timeline shows. */
export const scale = computed(() => {
  const length = Number(minutes.value) * MINUTE_MS || 15 * MINUTE_MS;
  const step = length * STEP;
  const at = heldAt.value ?? Math.ceil(now.value / step) * step;
  return new Scale(at - PAST * length, at + (1 - PAST) * length);
});

/**
 * The lanes of the time in sight.
 * @param {"worker" | "task" | "queue"} by
 * @param {Scale} shown
 * @param {{moved?: unknown, queue?: string | null, limit?: number}} [how] `moved` makes it ask anew, unless told all
 *   that changes; `queue` whose tasks are meant, if not all
 * @returns {{lanes: Map<string, TimelineLane>, thinned: boolean, error: string | null}}
 */
export function useTimeline(
  by,
  shown,
  { moved = head.value?.position, queue = null, limit = USUAL } = {},
) {
  const values = {
    by,
    from: iso(shown.from),
    to: iso(shown.to),
    ...(queue ? { queue } : { workspace: workspace.value?.sid }),
    limit,
  };
  // The answer to a time in sight that has gone on a little is still good until the next comes.
  const { value, error } = useLatest(useAnswer("timeline", values, [moved]));
  const lanes = /** @type {TimelineLane[]} */ (value?.lanes ?? []);
  return {
    lanes: new Map(lanes.map((lane) => [lane.sid, lane])),
    thinned: value?.thinned ?? false,
    error,
  };
}

/** @param {number} at */
const iso = (at) => new Date(Math.max(at, 0)).toISOString();

/**
 * The last answer there was, while there is none to what is asked now.
 * @param {{value: any, error: string | null}} answer
 */
function useLatest(answer) {
  const last = useRef(answer);
  if (answer.value !== null || answer.error !== null) last.current = answer;
  return last.current;
}
