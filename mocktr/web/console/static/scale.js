// From times to places on a timeline. Nothing here touches the document.
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

/** What is folded takes this many percent. */
const FOLD = 3;
/** Quiet time is folded from this share of what is in sight on, but for a little at its ends. */
const [LEAST_FOLD, MARGIN] = [0.06, 0.01];
/** Least percent between ticks where time is folded. */
const CLEAR = 5;

/** A scale on which some spans of time take next to no room. */
export class Folded extends Scale {
  /**
   * @param {number} from
   * @param {number} to
   * @param {[from: number, to: number][]} folds in order, apart from each other, in sight
   */
  constructor(from, to, folds) {
    super(from, to);
    this.folds = folds;
    const folded = folds.reduce((sum, [start, end]) => sum + end - start, 0);
    this.kept = to - from - folded;
    const percent = (100 - FOLD * folds.length) / this.kept;
    /** Where each piece of time begins and what a millisecond of it takes, in percent. */
    this.pieces = [{ at: from, place: 0, slope: percent }];
    for (const [start, end] of folds) {
      const place = this.at(start);
      this.pieces.push({ at: start, place, slope: FOLD / (end - start) });
      this.pieces.push({ at: end, place: place + FOLD, slope: percent });
    }
  }

  /** @param {number} at */
  at(at) {
    const {
      at: start,
      place,
      slope,
    } = this.pieces.findLast((one) => one.at <= at) ?? this.pieces[0];
    return place + (at - start) * slope;
  }

  /** @param {number} most */
  ticks(most) {
    const { step } = ticks(this.from, this.from + this.kept, most);
    /** @type {number[]} */
    const found = [];
    let last = -Infinity;
    for (const [start, end] of between(this.folds, this.from, this.to)) {
      for (let at = Math.ceil(start / step) * step; at <= end; at += step) {
        if (this.at(at) - last < CLEAR) continue;
        last = this.at(at);
        found.push(at);
      }
    }
    return { step, at: found };
  }
}

/**
 * What lies between spans of time.
 * @param {[number, number][]} spans in order, apart from each other
 * @param {number} from
 * @param {number} to
 * @returns {[from: number, to: number][]}
 */
export function between(spans, from, to) {
  /** @type {[number, number][]} */
  const found = [];
  let at = from;
  for (const [start, end] of spans) {
    if (start > at) found.push([at, start]);
    at = Math.max(at, end);
  }
  if (at < to) found.push([at, to]);
  return found;
}

/**
 * A scale on which quiet time is folded: in which nothing begins, ends, or is planned to.
 * @param {Scale} scale
 * @param {Bar[]} bars
 * @param {number} now
 */
export function foldedAt({ from, to }, bars, now) {
  const margin = MARGIN * (to - from);
  const moments = bars.flatMap((bar) => [bar.start_ms, bar.end_ms, bar.planned_ms]);
  const lively = [...moments, now]
    .filter((at) => at !== null)
    .filter((at) => at >= from && at <= to)
    .sort((a, b) => a - b)
    .map((at) => /** @type {[number, number]} */ ([at - margin, at + margin]));
  const quiet = between(lively, from, to);
  const least = LEAST_FOLD * (to - from);
  return new Folded(
    from,
    to,
    quiet.filter(([start, end]) => end - start >= least),
  );
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
