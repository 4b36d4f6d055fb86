// Keeps the store as new as the world: loads a board, then what has changed, whenever the bell rings.
import { effect, signal } from "./vendor/preact.js";
import { address, go } from "./address.js";
import { ask, isReport, locked, Refusal, Unreachable } from "./api.js";
import { listen } from "./bell.js";
import { about, accounts, head, takeBoard, takeChanges } from "./store.js";

const LEAST_PAUSE_MS = 100;
const POLL_MS = 1000;
const MANY_LOSSES = 3;
const LOSSES_MS = 15_000;

/**
 * How new the page is: told at once, asked for every second, or not at all since a time (`since`,
 * of this machine's clock).
 */
export const link = signal(
  /** @type {{how: "waiting" | "live" | "polling" | "lost", since: number}} */ ({
    how: "waiting",
    since: Date.now(),
  }),
);

/** Whether the view stands still, and how many events came meanwhile. */
export const paused = signal(false);
export const missed = signal(0);

/** The journal's revision, which a page that shows it may follow. */
export const journal = signal(0);

/** Callbacks on their way. */
export const inFlight = signal(0);

/** What the server said when the board could not be had. */
export const trouble = signal(/** @type {string | null} */ (null));

let shown = "";
let busy = false;
let again = false;
let losses = /** @type {number[]} */ ([]);
let poll = 0;
let wasOpen = false;
let latest = /** @type {import("./bell.js").Ring | null} */ (null);

/** Begin, and go on for good. */
export function start() {
  if (!isReport) listen({ rung: heard, opened, broken });
  effect(() => void choose(address.value.account));
}

/** Load all anew, such as after a token was given. */
export async function reload() {
  shown = "";
  await choose(address.peek().account);
}

/** @param {string} account */
async function choose(account) {
  if (account && account === shown) return;
  if (about.peek() === null) void guarded(introduce);
  await guarded(async () => {
    const met = meet();
    if (!account) await met;
    shown = account || (accounts.peek()[0]?.account_sid ?? "");
    await Promise.all([met, load()]);
    shown = head.peek()?.account_sid ?? shown;
    go({ account: shown }, true);
  });
}

/** Ask which accounts there are. */
async function meet() {
  accounts.value = (await ask("GET", "accounts", {}, null)).accounts;
}

/** Ask what the server is. */
async function introduce() {
  about.value = await ask("GET", "about", {}, null);
}

async function load() {
  // What rang before may have been of another server, or of a world that is no more.
  latest = null;
  takeBoard(await ask("GET", "board", {}, shown));
  noteHead();
  // It may have rung while the board was on its way.
  if (latest) heard(latest);
}

/** @param {import("./bell.js").Ring} ring */
function heard(ring) {
  const known = head.peek();
  if (!known || ring.account === known.account_sid) latest = ring;
  if (!known || ring.account !== known.account_sid) {
    if (known && !accounts.peek().some((one) => one.account_sid === ring.account))
      void guarded(meet);
    return;
  }
  inFlight.value = ring.in_flight;
  journal.value = ring.journal;
  if (paused.peek()) {
    missed.value = Math.max(0, ring.events - known.counts.events);
    return;
  }
  const isNews =
    ring.epoch !== known.epoch ||
    ring.events !== known.counts.events ||
    ring.revision !== known.revision ||
    ring.clock !== known.clock.mode ||
    ring.routing !== known.routing ||
    ring.line !== known.line ||
    ring.sessions !== known.counts.sessions ||
    (ring.clock === "manual" && ring.now_ms !== known.clock.now_ms);
  if (isNews) void pull();
}

/** Ask for what has changed: one request at a time, and none too soon after the last. */
export async function pull() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  do {
    again = false;
    await guarded(refresh);
    if (again) await new Promise((done) => setTimeout(done, LEAST_PAUSE_MS));
  } while (again);
  busy = false;
}

async function refresh() {
  const since = head.peek()?.position;
  if (since === undefined) return load();
  const asked = shown;
  const changes = await ask("GET", "changes", { since }, shown);
  if (asked !== shown || paused.peek()) return;
  if (changes.whole) return load();
  takeChanges(changes);
  noteHead();
}

function noteHead() {
  const known = head.peek();
  if (!known) return;
  journal.value = Math.max(journal.peek(), known.journal);
  inFlight.value = known.in_flight.callbacks;
  trouble.value = null;
}

/** Let the view stand still, or go on. */
export function pause() {
  paused.value = !paused.peek();
  missed.value = 0;
  if (!paused.peek()) void pull();
}

/**
 * Ask, and note whether the server answers.
 * @param {() => Promise<void>} asking
 */
async function guarded(asking) {
  try {
    await asking();
    if (link.peek().how === "lost" || link.peek().how === "waiting")
      became(poll ? "polling" : "live");
  } catch (error) {
    if (error instanceof Unreachable) became("lost");
    else if (error instanceof Refusal) trouble.value = locked.peek() ? null : error.message;
    else throw error;
  }
}

function opened() {
  clearInterval(poll);
  poll = 0;
  became("live");
  if (wasOpen) void restarted();
  wasOpen = true;
}

/** @param {"lost" | "unserved" | "locked"} why */
function broken(why) {
  const now = Date.now();
  losses = [...losses.filter((one) => now - one < LOSSES_MS), now];
  if (why === "unserved" || losses.length >= MANY_LOSSES) startPolling();
  if (why === "lost") became("lost");
}

/** After the stream has come back: it may be another server, with another page. */
async function restarted() {
  const before = about.peek();
  if (before === null) return;
  await guarded(async () => {
    const said = await ask("GET", "about", {}, null);
    if (said.version !== before.version) location.reload();
    about.value = said;
  });
  void pull();
}

function startPolling() {
  if (poll) return;
  poll = window.setInterval(() => !paused.peek() && !document.hidden && void pull(), POLL_MS);
  if (link.peek().how !== "lost") became("polling");
}

/** @param {"live" | "polling" | "lost"} how */
function became(how) {
  if (link.peek().how !== how) link.value = { how, since: Date.now() };
}
