// From times to places on a timeline. Nothing here touches the document.

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
  const sorted = bars.toSorted((a, b) => a.start_ms - b.start_ms);
  const placed = sorted.map((bar) => {
    if (bar.kind === "away") return { bar, track: 0 };
    const chain = bar.reservation_sid ?? bar.task_sid;
    // What becomes of one offer stays on its track.
    let track = chains.get(chain) ?? ends.findIndex((end) => end <= bar.start_ms);
    if (track < 0) track = ends.length;
    chains.set(chain, track);
    ends[track] = Math.max(bar.end_ms ?? now, ends[track] ?? 0);
    return { bar, track };
  });
  return { tracks: Math.max(ends.length, 1), placed };
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
