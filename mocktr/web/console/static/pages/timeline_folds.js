// Quiet time on a timeline, folded.
import { ticks } from "../time.js";
import { Scale } from "../timeline.js";

/** @typedef {import("../timeline.js").Bar} Bar */

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
