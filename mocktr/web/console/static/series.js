// Rows with numbers, such as events: new ones come at the end, older ones when somebody asks.
import { signal, useEffect, useMemo, useRef } from "./vendor/preact.js";
import { Refusal, Unreachable } from "./api.js";
import { paused } from "./feed.js";

/**
 * @template Row
 * @typedef {object} Part what the server told of them
 * @property {Row[]} rows oldest first
 * @property {boolean} more whether there are others on that side
 * @property {number} mark what to ask with for what came since
 * @property {number} reached what to ask with for older ones
 * @property {boolean} [anew] whether what is known can't be gone on from
 */

/**
 * @template Row
 * @typedef {object} Source
 * @property {() => Promise<Part<Row>>} latest
 * @property {(mark: number) => Promise<Part<Row>>} since
 * @property {(reached: number) => Promise<Part<Row>>} before
 */

const LEAST_PAUSE_MS = 200;
/** How many rows are kept; older ones make room and can be had again. */
const MOST = 20_000;

/** @template {{number: number}} Row */
export class Series {
  /** @param {Source<Row>} source */
  constructor(source) {
    this.source = source;
    this.rows = signal(/** @type {Row[] | null} */ (null));
    /** Whether there are older ones. */
    this.more = signal(false);
    this.error = signal(/** @type {string | null} */ (null));
    this.mark = 0;
    this.reached = 0;
    this.busy = false;
    this.again = false;
  }

  /** Ask for what came since: one request at a time, and none too soon after the last. */
  async update() {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    do {
      this.again = false;
      await this.guarded(() => this.go());
      if (this.again) await new Promise((done) => setTimeout(done, LEAST_PAUSE_MS));
    } while (this.again);
    this.busy = false;
  }

  async go() {
    const known = this.rows.peek();
    if (known === null) return this.begin();
    const part = await this.source.since(this.mark);
    if (part.anew) return this.begin();
    this.mark = part.mark;
    this.again ||= part.more;
    if (part.rows.length) this.rows.value = this.bounded(merged(known, part.rows));
  }

  async begin() {
    const part = await this.source.latest();
    this.mark = part.mark;
    this.reached = part.reached;
    this.more.value = part.more;
    this.rows.value = part.rows;
  }

  /** Ask for older ones. */
  async older() {
    if (this.busy || !this.more.peek()) return;
    this.busy = true;
    await this.guarded(async () => {
      const part = await this.source.before(this.reached);
      this.reached = part.reached;
      this.more.value = part.more;
      this.rows.value = [...part.rows, ...(this.rows.peek() ?? [])];
    });
    this.busy = false;
    if (this.again) void this.update();
  }

  /** @param {Row[]} rows */
  bounded(rows) {
    if (rows.length <= MOST) return rows;
    this.more.value = true;
    const kept = rows.slice(-MOST);
    this.reached = kept[0].number;
    return kept;
  }

  /** @param {() => Promise<void>} asking */
  async guarded(asking) {
    try {
      await asking();
      this.error.value = null;
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
      this.error.value = error.message;
    }
  }
}

/**
 * Rows with those that have come or changed.
 * @template {{number: number}} Row
 * @param {Row[]} known
 * @param {Row[]} come
 */
export function merged(known, come) {
  const last = known[known.length - 1]?.number ?? 0;
  if (come[0].number > last) return [...known, ...come];
  const all = new Map(known.map((row) => [row.number, row]));
  for (const row of come) all.set(row.number, row);
  return [...all.values()].sort((a, b) => a.number - b.number);
}

/**
 * The series of a source, kept as new as the world unless the view is paused.
 * @template {{number: number}} Row
 * @param {unknown[]} key what the source depends on
 * @param {() => Source<Row>} make
 * @param {number} moved another number asks anew
 */
export function useSeries(key, make, moved) {
  const series = useMemo(() => new Series(make()), key);
  const seen = useRef(moved);
  if (!paused.value) seen.current = moved;
  useEffect(() => void series.update(), [series, seen.current]);
  return series;
}
