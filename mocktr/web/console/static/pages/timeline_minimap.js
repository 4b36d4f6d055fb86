// All the time there was, with how much was in hand, and the part of it that is in sight.
import { html, useRef } from "../vendor/preact.js";
import { useAnswer, useSeldom } from "../api.js";
import { now } from "../clock.js";
import { head, workspace } from "../store.js";
import { timeOfDay } from "../time.js";
import { density, Scale, useTimeline } from "../timeline.js";
import { pan, see, sight } from "./timeline_sight.js";

const SELDOM_MS = 2000;
const MOST_BARS = 2000;
const [WIDE, HIGH] = [1000, 20];
/** How far a key moves the window, as a share of it. */
const STEP = 0.1;
/** Its ends fall on this share of all, so that not each tick of the clock asks anew. */
const ROUND = 1 / 20;

/** When the first event was; null where there is none. */
export function useBeginning() {
  const { value } = useAnswer("events", { limit: 1, since: 0, workspace: workspace.value?.sid }, [
    head.value?.epoch,
    head.value?.counts.events === 0,
  ]);
  return /** @type {number | null} */ (value?.events[0]?.at_ms ?? null);
}

/** @param {{start: number}} props */
export function Minimap({ start }) {
  const shown = sight.value;
  const step = Math.max((now.value - start) * ROUND, 60_000);
  const end = start + Math.ceil((Math.max(now.value, shown.to) - start) / step) * step;
  const all = new Scale(start, end);
  const moved = useSeldom(head.value?.position, SELDOM_MS);
  const { lanes } = useTimeline("worker", all, { moved, limit: MOST_BARS });
  const bars = [...lanes.values()].flatMap((lane) => lane.bars);
  const inHand = bars.filter((bar) => bar.kind !== "away");
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const length = shown.to - shown.from;
  /** @param {PointerEvent} event */
  const drag = ({ clientX, pointerId }) => {
    const place = box.current?.getBoundingClientRect();
    if (!place || !box.current) return;
    const at = start + ((clientX - place.left) / place.width) * (end - start);
    const inside = at >= shown.from && at <= shown.to;
    const grip = inside ? at - shown.from : length / 2;
    if (!inside) see(at - grip, at - grip + length);
    box.current.setPointerCapture(pointerId);
    box.current.onpointermove = (event) => {
      const to = start + ((event.clientX - place.left) / place.width) * (end - start);
      see(to - grip, to - grip + length);
    };
    box.current.onpointerup = () => box.current && (box.current.onpointermove = null);
  };
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    const by = /** @type {Record<string, number>} */ ({ ArrowRight: STEP, ArrowLeft: -STEP })[
      event.key
    ];
    if (!by) return;
    event.preventDefault();
    pan(by);
  };
  return html`<div class="minimap">
    <span class="corner">all since ${timeOfDay(start)}</span>
    <div class="whole" ref=${box} onPointerDown=${drag}>
      <svg viewBox=${`0 0 ${WIDE} ${HIGH}`} preserveAspectRatio="none" aria-hidden="true">
        <path d=${outline(density(inHand, start, Math.min(end, now.value)), all)} />
      </svg>
      <i class="now" style=${{ left: `${all.at(now.value)}%` }}></i>
      <div
        class="window"
        role="slider"
        tabindex="0"
        aria-label="Time in sight"
        aria-valuemin=${Math.round(start / 1000)}
        aria-valuemax=${Math.round(end / 1000)}
        aria-valuenow=${Math.round((shown.from + length / 2) / 1000)}
        aria-valuetext=${`${timeOfDay(shown.from)} to ${timeOfDay(shown.to)}`}
        style=${all.span(shown.from, shown.to) ?? { display: "none" }}
        onKeyDown=${pressed}
      ></div>
    </div>
  </div>`;
}

/**
 * A line that goes up and down in steps, down to the ground at both ends.
 * @param {[at: number, count: number][]} corners
 * @param {Scale} all
 */
function outline(corners, all) {
  const most = Math.max(1, ...corners.map(([, count]) => count));
  const steps = corners.map(([at, count]) => {
    const x = ((all.at(at) / 100) * WIDE).toFixed(1);
    return `H${x}V${(HIGH - (count / most) * (HIGH - 1)).toFixed(1)}`;
  });
  return `M0 ${HIGH}${steps.join("")}V${HIGH}Z`;
}
