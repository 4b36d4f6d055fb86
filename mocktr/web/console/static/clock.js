// The account's clock: what time it is, as the page shows it, and how it goes on.
import { computed, signal } from "./vendor/preact.js";
import { ask, isReport, Refusal, Unreachable } from "./api.js";
import { pull } from "./feed.js";
import { say } from "./overlays.js";
import { maySteer, perform } from "./steering.js";
import { head } from "./store.js";
import { spanOf } from "./time.js";

const TICK_MS = 500;

/** Raised while a real clock is shown, so that what depends on the time is drawn again. */
const tick = signal(0);

const received = computed(() => {
  const clock = head.value?.clock;
  return clock ? { clock, at: performance.now() } : null;
});

/** Now, in ms; a real clock goes on without messages. */
export const now = computed(() => {
  const got = received.value;
  if (!got) return 0;
  if (got.clock.mode === "manual" || isReport) return got.clock.now_ms;
  tick.value;
  return got.clock.now_ms + Math.floor(performance.now() - got.at);
});

/** Keep a real clock going while somebody sees it. */
export function run() {
  setInterval(() => {
    if (head.peek()?.clock.mode === "real" && !document.hidden) tick.value++;
  }, TICK_MS);
}

/** @typedef {import("./steering.js").Command} Command */

/** How fast the clock may play. */
export const SPEEDS = [1, 10, 60, 600];

const PLAYS_MS = 200;

/** The speed that was chosen, and whether the clock plays. */
export const speed = signal(60);
export const playing = signal(false);

/**
 * @param {Record<string, number | string>} values
 * @returns {Command}
 */
const advance = (values) => ({
  name: "advance",
  method: "POST",
  path: "clock/advance",
  values,
});

/** Whether the clock is the page's to move. */
export const isManual = () => head.value?.clock.mode === "manual";

/** @param {number} seconds */
export const stepBy = (seconds) =>
  perform({
    does: advance({ seconds }),
    said: `+${spanOf(seconds * 1000)}`,
    undone: true,
  });

/** @param {number} at in ms */
export const stepTo = (at) =>
  perform({
    does: advance({ to: new Date(at).toISOString() }),
    said: `+${spanOf(at - now.peek())}`,
    undone: true,
  });

/** To the next timer, which then fires. */
export const stepToNext = () =>
  perform({
    does: advance({ to: "next" }),
    said: "To the next timer",
    undone: true,
  });

/** @param {string} mode */
export const setMode = (mode) =>
  perform({
    does: { name: "set-clock", method: "PUT", path: "clock", values: { mode } },
  });

/** @param {string} mode `auto`, or `manual` to hold it */
export const setRouting = (mode) =>
  perform({
    does: {
      name: "set-scheduler",
      method: "PUT",
      path: "scheduler",
      values: { mode },
    },
    said: mode === "auto" ? "Routing goes on by itself" : "Routing is held",
  });

/** One action of routing, while it is held. */
export async function stepRouting() {
  const done = await perform({
    does: { name: "step", method: "POST", path: "scheduler/step" },
  });
  if (done) say(done.action ? actionWords(done.action) : "Nothing is to be routed");
}

/** @param {Record<string, unknown>} action */
function actionWords(action) {
  const rest = Object.entries(action).filter(([, value]) => typeof value === "string");
  return rest.map(([name, value]) => `${name.replaceAll("_", " ")}: ${value}`).join(", ");
}

/** Let the clock play, or stop. */
export async function play() {
  if (playing.peek()) {
    stop();
    return;
  }
  // The first step asks, keeps a picture and can be undone; the others belong to it.
  if (!maySteer || !isManual() || (await stepBy(speed.peek() / 5)) === null) return;
  playing.value = true;
  addEventListener("blur", stop, { once: true });
  while (playing.peek()) {
    const began = performance.now();
    await playStep();
    await new Promise((done) => setTimeout(done, PLAYS_MS - (performance.now() - began)));
  }
}

async function playStep() {
  try {
    await ask("POST", "clock/advance", {
      seconds: (speed.peek() * PLAYS_MS) / 1000,
    });
    await pull();
  } catch (error) {
    stop();
    if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
    say(`Stopped: ${error.message}`, { bad: true });
  }
}

function stop() {
  playing.value = false;
}
