// The virtual time, as the page shows it.
import { computed, signal } from "./vendor/preact.js";
import { head } from "./store.js";

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
  if (got.clock.mode === "manual") return got.clock.now_ms;
  tick.value;
  return got.clock.now_ms + Math.floor(performance.now() - got.at);
});

/** Keep a real clock going while somebody sees it. */
export function run() {
  setInterval(() => {
    if (head.peek()?.clock.mode === "real" && !document.hidden) tick.value++;
  }, TICK_MS);
}
