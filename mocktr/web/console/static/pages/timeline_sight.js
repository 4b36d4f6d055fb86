// Which time is in sight on the timeline's page: chosen by its ends, or going along with the clock.
import { computed } from "../vendor/preact.js";
import { address, go } from "../address.js";
import { now } from "../clock.js";
import { heldAt, Scale, scale } from "../timeline.js";

const [SHORTEST_MS, LONGEST_MS] = [1000, 400 * 86_400_000];

/** Whether the time in sight goes along with the clock. */
export const follows = computed(() => chosen.value === null && heldAt.value === null);

const chosen = computed(() => {
  const { from, to } = address.value.options;
  const [start, end] = [Number(from), Number(to)];
  return from && to && end > start ? new Scale(start, end) : null;
});

/** The time in sight. */
export const sight = computed(() => chosen.value ?? scale.value);

/**
 * Let this time be in sight.
 * @param {number} from
 * @param {number} to
 */
export function see(from, to) {
  const length = Math.min(Math.max(to - from, SHORTEST_MS), LONGEST_MS);
  const start = Math.round(Math.max(0, from + (to - from - length) / 2));
  go({ options: { from: String(start), to: String(start + Math.round(length)) } }, true);
}

/**
 * See more of the time, or less; what is at `share` stays where it is.
 * @param {number} factor
 * @param {number} [share] from 0 to 1
 */
export function zoom(factor, share = 0.5) {
  const { from, to } = sight.peek();
  const at = from + share * (to - from);
  see(at - (at - from) * factor, at + (to - at) * factor);
}

/**
 * See earlier or later, by a share of what is in sight.
 * @param {number} by
 */
export function pan(by) {
  const { from, to } = sight.peek();
  see(from + by * (to - from), to + by * (to - from));
}

/** Go along with the clock, or stand still. */
export function follow() {
  const { from, to } = sight.peek();
  if (follows.peek()) return see(from, to);
  heldAt.value = null;
  go({ options: { from: "", to: "" } }, true);
}

/**
 * See all there was since a time.
 * @param {number} start
 */
export function fit(start) {
  const length = Math.max(now.peek() - start, SHORTEST_MS * 60);
  see(start - 0.02 * length, now.peek() + 0.08 * length);
}
