// What is known of the world: rows as the server sent them, and what is drawn from them.
import { batch, computed, signal } from "./vendor/preact.js";
import { address } from "./address.js";

/**
 * @typedef {import("./rows.js").Task} Task
 * @typedef {import("./rows.js").Worker} Worker
 * @typedef {import("./rows.js").Queue} Queue
 * @typedef {import("./rows.js").Workspace} Workspace
 * @typedef {import("./rows.js").Head} Head
 * @typedef {import("./rows.js").Board} Board
 * @typedef {import("./rows.js").Changes} Changes
 * @typedef {import("./rows.js").Account} Account
 */

/** The newest head; null until a board has come. */
export const head = signal(/** @type {Head | null} */ (null));

/** Raised whenever rows have changed. */
export const version = signal(0);

/** How many task rows the server left off. */
export const leftOff = signal(0);

/** The accounts that have been met, and whether all of them share one world. */
export const accounts = signal(/** @type {Account[]} */ ([]));

/** What the server says of itself; null until it has. */
export const about = signal(/** @type {any} */ (null));

/** Since when the world is another one; null while it is the one that was first seen. */
export const replaced = signal(/** @type {number | null} */ (null));

/** @type {Map<string, Task>} */
const tasks = new Map();
/** @type {Map<string, Worker>} */
const workers = new Map();
/** @type {Map<string, Queue>} */
const queues = new Map();
/** @type {Workspace[]} */
let workspaces = [];

/**
 * Take a whole board in.
 * @param {Board} board
 */
export function takeBoard(board) {
  const before = head.peek();
  const { workspaces: all, queues: lines, workers: people, tasks: rows, left_off, ...rest } = board;
  workspaces = all;
  for (const [table, given] of /** @type {const} */ ([
    [queues, lines],
    [workers, people],
    [tasks, rows],
  ])) {
    table.clear();
    for (const row of given)
      /** @type {Map<string, any>} */ (table).set(row.sid, row);
  }
  batch(() => {
    if (before && before.epoch !== rest.epoch && before.account_sid === rest.account_sid) {
      replaced.value = rest.clock.now_ms;
    } else if (before?.account_sid !== rest.account_sid) {
      replaced.value = null;
    }
    head.value = rest;
    leftOff.value = left_off;
    version.value++;
  });
}

/**
 * Take in what has changed since.
 * @param {Changes} changes
 */
export function takeChanges(changes) {
  const { whole: _, queues: lines = [], workers: people, tasks: rows, gone, ...rest } = changes;
  for (const row of lines) queues.set(row.sid, row);
  for (const row of people) workers.set(row.sid, row);
  for (const row of rows) tasks.set(row.sid, row);
  for (const sid of gone) for (const table of [tasks, workers, queues]) table.delete(sid);
  const swept = sweep(rest.clock.now_ms);
  batch(() => {
    head.value = rest;
    if (swept || lines.length || people.length || rows.length || gone.length) version.value++;
  });
}

/** Nobody is told when a task that has ended is removed, but when that will be. */
/** @param {number} now */
function sweep(now) {
  let swept = false;
  for (const task of tasks.values()) {
    if (task.removed_ms === null || task.removed_ms > now) continue;
    tasks.delete(task.sid);
    swept = true;
  }
  return swept;
}

/** The workspace that is shown; null where there is none. */
export const workspace = computed(() => {
  version.value;
  const wanted = address.value.workspace;
  return workspaces.find((one) => one.sid === wanted) ?? workspaces[0] ?? null;
});

/** All workspaces of the account. */
export const allWorkspaces = computed(() => {
  version.value;
  return workspaces;
});

/**
 * The rows of the workspace that is shown.
 * @template {{workspace_sid: string}} Row
 * @param {Map<string, Row>} table
 */
const shown = (table) =>
  computed(() => {
    version.value;
    const sid = workspace.value?.sid;
    return [...table.values()].filter((row) => row.workspace_sid === sid);
  });

export const shownQueues = shown(queues);
export const shownWorkers = shown(workers);
export const shownTasks = shown(tasks);

/** @param {string} sid */
export const taskOf = (sid) => (version.value, tasks.get(sid) ?? null);
/** @param {string} sid */
export const workerOf = (sid) => (version.value, workers.get(sid) ?? null);
/** @param {string} sid */
export const queueOf = (sid) => (version.value, queues.get(sid) ?? null);

/** @param {string} sid */
export function workflowOf(sid) {
  version.value;
  for (const one of workspaces) {
    const found = one.workflows.find((workflow) => workflow.sid === sid);
    if (found) return found;
  }
  return null;
}

/**
 * @typedef {object} Line
 * @property {Queue} queue
 * @property {Task[]} waiting in the server's order
 * @property {number} count how many wait, also those whose rows were left off
 * @property {Task[]} offered
 * @property {number} inHand how many are worked on
 * @property {Set<string>} channels those that its tasks come on
 * @property {number} members
 * @property {number} free how many would be offered one more on such a channel
 */

/** Each queue of the workspace as a line. */
export const lines = computed(() => {
  const found = new Map(shownQueues.value.map((queue) => [queue.sid, emptyLine(queue)]));
  for (const task of shownTasks.value) {
    const line = task.queue_sid === null ? undefined : found.get(task.queue_sid);
    if (!line) continue;
    line.channels.add(task.channel);
    if (task.place) line.waiting.push(task);
    else if (task.status === "reserved") line.offered.push(task);
    else if (task.status === "assigned" || task.status === "wrapping") line.inHand++;
  }
  for (const worker of shownWorkers.value) {
    for (const sid of worker.queues) {
      const line = found.get(sid);
      if (!line) continue;
      line.members++;
      if (isFree(worker, line.channels)) line.free++;
    }
  }
  const waiting = head.value?.counts.waiting ?? {};
  for (const line of found.values()) {
    line.waiting.sort((a, b) => compare(a.place ?? [], b.place ?? []));
    line.count = Math.max(waiting[line.queue.sid] ?? 0, line.waiting.length);
  }
  return [...found.values()];
});

/**
 * @param {Queue} queue
 * @returns {Line}
 */
const emptyLine = (queue) => ({
  queue,
  waiting: [],
  count: 0,
  offered: [],
  inHand: 0,
  channels: new Set(),
  members: 0,
  free: 0,
});

/**
 * @param {Worker} worker
 * @param {Set<string>} channels
 */
const isFree = (worker, channels) =>
  worker.available &&
  worker.channels.some((one) => one.free && (channels.size === 0 || channels.has(one.name)));

/**
 * Places in a line, which the server says.
 * @param {number[]} a
 * @param {number[]} b
 */
function compare(a, b) {
  const at = a.findIndex((one, index) => one !== b[index]);
  return at < 0 ? 0 : a[at] - (b[at] ?? 0);
}

/** How many tasks there are by status, and the longest wait's beginning. */
export const tally = computed(() => {
  const counts = /** @type {Record<string, number>} */ ({});
  let oldest = /** @type {number | null} */ (null);
  for (const task of shownTasks.value) {
    counts[task.status] = (counts[task.status] ?? 0) + 1;
    if (task.place && (oldest === null || task.created_ms < oldest)) oldest = task.created_ms;
  }
  const people = { free: 0, busy: 0, away: 0 };
  for (const worker of shownWorkers.value) people[standing(worker)]++;
  return { counts, oldest, people };
});

/**
 * How a worker stands, for a dot and a count.
 * @param {Worker} worker
 */
export function standing(worker) {
  if (!worker.available) return "away";
  return worker.holds.length ? "busy" : "free";
}

/** What a record is called: by its name, else by its short SID. */
/** @param {string} sid */
export function nameOf(sid) {
  const named = workers.get(sid) ?? queues.get(sid) ?? workflowOf(sid);
  return named ? named.name : null;
}
