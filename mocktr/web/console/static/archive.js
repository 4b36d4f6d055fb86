// What a report holds in place of a server: the answers to what the page asks, as they were then.
import { Refusal } from "./api.js";

/** What was written into the file. @type {any} */
const held = JSON.parse(document.getElementById("documents")?.textContent ?? "{}");

/** How what is explained is asked for, by the name of its SID. */
const EXPLAINED = /** @type {Record<string, [folder: string, name: string]>} */ ({
  tasks: ["tasks", "task_sid"],
  workers: ["workers", "worker_sid"],
  queues: ["task_queues", "task_queue_sid"],
});

/** Answers by their path. */
const answers = new Map([["coverage", held.coverage]]);
for (const [number, event] of Object.entries(held.whole_events)) {
  answers.set(`events/${number}`, event);
}
for (const [kind, [folder, name]] of Object.entries(EXPLAINED)) {
  for (const one of held.explanations[kind]) {
    if (one) answers.set(`${folder}/${one[name]}/explain`, one);
  }
}

/** Which of a list's arguments mean what, each with whether a row is meant. */
const CRITERIA = /** @type {Record<string, (row: any, value: any) => boolean>} */ ({
  since: ({ number }, value) => number > value,
  before: ({ number }, value) => number < value,
  revision: (row, value) => row.revision > value,
  type: ({ type }, value) =>
    String(value)
      .split(",")
      .some((one) => isOf(type, one)),
  kind: ({ kind }, value) => kind === value || (value === "callback" && kind !== "request"),
  workspace: (row, value) => row.workspace_sid === value,
  sid: (row, value) => JSON.stringify(row).includes(value),
  text: (row, value) => {
    const said = JSON.stringify(row).toLowerCase();
    const words = String(value).toLowerCase().split(/\s+/);
    return words.every((word) => said.includes(word)) || hasCaused(row, value);
  },
});

const SID = /^[A-Z]{2}[0-9a-f]{32}$/;

/**
 * Whether an entry of the journal caused an event about a record.
 * @param {{events?: [number, number] | null}} entry
 * @param {string} sid
 */
function hasCaused({ events }, sid) {
  if (!events || !SID.test(sid)) return false;
  const [first, last] = events;
  return held.events.events.some(
    (/** @type {any} */ one) =>
      one.number >= first && one.number <= last && JSON.stringify(one).includes(sid),
  );
}

/** What is worked out from what is held, by its path. */
const ASKED = /** @type {Record<string, (values: Record<string, any>) => unknown>} */ ({
  board: () => held.board,
  changes: () => ({ ...held.board, whole: false, workers: [], tasks: [], gone: [] }),
  about: () => ({ version: held.version, seeds: [], shipped: [], warnings: [] }),
  accounts: () => ({ accounts: [{ account_sid: held.board.account_sid, tasks: 0, workers: 0 }] }),
  events: (values) => {
    const { rows, more } = found(held.events.events, values);
    const [first, last] = values.since === undefined ? [rows[0], null] : [null, rows.at(-1)];
    const reached = (first ?? last)?.number ?? 0;
    return { events: rows, count: rows.length, more, reached, last: held.events.last };
  },
  journal: (values) => {
    const { rows, more } = found(held.journal.entries, values);
    return { entries: rows, count: rows.length, more, revision: held.journal.revision };
  },
  timeline: ({ by, from, to, queue }) => {
    const [start, end] = [Date.parse(from), Date.parse(to)];
    /** @param {any} bar */
    const isMeant = (bar) =>
      bar.start_ms <= end &&
      (bar.end_ms ?? Infinity) >= start &&
      (!queue || bar.queue_sid === queue);
    const whole = held.timelines[by];
    const lanes = whole.lanes.map((/** @type {any} */ lane) => ({
      ...lane,
      bars: lane.bars.filter(isMeant),
    }));
    return { ...whole, from_ms: start, to_ms: end, lanes };
  },
});

/**
 * What the server would have answered then; throws Refusal where that was not kept.
 * @param {string} method
 * @param {string} path
 * @param {Record<string, any>} values
 */
export function recall(method, path, values) {
  const answer = method === "GET" ? (ASKED[path]?.(values) ?? answers.get(path)) : undefined;
  if (answer === undefined) throw new Refusal(404, { message: "A report does not hold that" });
  return answer;
}

/**
 * The rows that are meant, of which there may be more: the first ones since a number, else the last.
 * @param {any[]} rows
 * @param {Record<string, any>} values
 */
function found(rows, values) {
  const given = Object.entries(values).filter(
    ([name, value]) => name in CRITERIA && value !== undefined && value !== "",
  );
  const meant = rows.filter((row) => given.every(([name, value]) => CRITERIA[name](row, value)));
  const most = values.limit ?? meant.length;
  const more = meant.length > most;
  if (values.since !== undefined) return { rows: meant.slice(0, most), more };
  return { rows: most ? meant.slice(-most) : [], more };
}

/**
 * @param {string} type
 * @param {string} pattern
 */
const isOf = (type, pattern) =>
  /[.*]$/.test(pattern) ? type.startsWith(pattern.replace(/\*$/, "")) : type === pattern;
