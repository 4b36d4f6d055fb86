// Timelines: from times to places, and what lasted how long, from the server, for the part of time
// that is in sight.
import { computed, signal, useRef } from "./vendor/preact.js";
import { address } from "./address.js";
import { useAnswer } from "./api.js";
import { now } from "./clock.js";
import { head, workspace } from "./store.js";
import { ticks } from "./time.js";

/**
 * @typedef {object} Bar as the server has it
 * @property {number} start_ms
 * @property {number | null} end_ms null while it still is
 * @property {number | null} planned_ms
 * @property {"wait" | "offer" | "work" | "wrapup" | "away"} kind
 * @property {string | null} status
 * @property {string | null} task_sid
 * @property {string | null} worker_sid
 * @property {string | null} queue_sid
 * @property {string | null} reservation_sid
 * @property {string} text
 * @property {boolean} clipped
 */

export class Scale {
  /**
   * @param {number} from
   * @param {number} to
   */
  constructor(from, to) {
    this.from = from;
    this.to = to;
  }

  /**
   * How far along a time is, in percent.
   * @param {number} at
   */
  at(at) {
    return (100 * (at - this.from)) / (this.to - this.from);
  }

  /**
   * The ticks, of which about `most` fit.
   * @param {number} most
   */
  ticks(most) {
    return ticks(this.from, this.to, most);
  }

  /**
   * The style of what lasts from one time to another, as far as it is in sight; null where it isn't.
   * @param {number} start
   * @param {number} end
   */
  span(start, end) {
    const [left, right] = [Math.max(start, this.from), Math.min(end, this.to)];
    if (right < left) return null;
    return {
      left: `${this.at(left)}%`,
      width: `${this.at(right) - this.at(left)}%`,
    };
  }
}

/**
 * Which of a row's tracks each bar is drawn on, so that none covers another: the first that is free.
 * What a worker is away for lies behind all of them.
 * @param {Bar[]} bars
 * @param {number} now
 * @returns {{tracks: number, placed: {bar: Bar, track: number}[]}}
 */
export function packed(bars, now) {
  const ends = /** @type {number[]} */ ([]);
  const chains = new Map();
  const placed = inOrder(bars).map((bar) => {
    if (bar.kind === "away") return { bar, track: 0 };
    // What becomes of one offer stays on its track, unless that was taken since.
    const kept = chains.get(chainOf(bar));
    const stays = kept !== undefined && ends[kept] <= bar.start_ms;
    let track = stays ? kept : ends.findIndex((end) => end <= bar.start_ms);
    if (track < 0) track = ends.length;
    chains.set(chainOf(bar), track);
    ends[track] = Math.max(bar.end_ms ?? now, ends[track] ?? 0);
    return { bar, track };
  });
  return { tracks: Math.max(ends.length, 1), placed };
}

/** @param {Bar} bar */
const chainOf = (bar) => bar.reservation_sid ?? bar.task_sid;

/**
 * Bars by when they start; of those that start at once, what goes on comes before what begins.
 * @param {Bar[]} bars
 */
function inOrder(bars) {
  const sorted = bars.toSorted((a, b) => a.start_ms - b.start_ms);
  const begins = new Map(sorted.toReversed().map((bar) => [chainOf(bar), bar.start_ms]));
  /** @param {Bar} bar */
  const isFirst = (bar) => Number(begins.get(chainOf(bar)) === bar.start_ms);
  return sorted.sort((a, b) => a.start_ms - b.start_ms || isFirst(a) - isFirst(b));
}

/**
 * How many bars there are at a time, as the corners of a line that goes up and down in steps.
 * @param {{start_ms: number, end_ms: number | null}[]} bars
 * @param {number} from
 * @param {number} to
 * @returns {[at: number, count: number][]}
 */
export function density(bars, from, to) {
  /** @type {Map<number, number>} */
  const moves = new Map();
  let count = 0;
  for (const { start_ms: start, end_ms: end } of bars) {
    if (end !== null && end <= from) continue;
    if (start <= from) count++;
    else moves.set(start, (moves.get(start) ?? 0) + 1);
    if (end !== null && end <= to) moves.set(end, (moves.get(end) ?? 0) - 1);
  }
  /** @type {[number, number][]} */
  const corners = [[from, count]];
  for (const [at, by] of [...moves].sort(([a], [b]) => a - b)) {
    count += by;
    corners.push([at, count]);
  }
  return [...corners, [to, count]];
}

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
