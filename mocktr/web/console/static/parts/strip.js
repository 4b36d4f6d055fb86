// In short: how many wait, are offered, at work; who is free; what went wrong.
import { html } from "../vendor/preact.js";
import { now } from "../clock.js";
import { density, Scale } from "../scale.js";
import { useSeldom } from "../seldom.js";
import { head, tally } from "../store.js";
import { stopwatch } from "../time.js";
import { useTimeline } from "../timeline.js";
import { counted } from "../words.js";
import { Icon } from "./icon.js";

const SPARK_MS = 15 * 60_000;
const SPARK_STEP_MS = 10_000;
const SPARK_PAUSE_MS = 2000;
const [WIDE, HIGH] = [84, 22];

const FIGURES = /** @type {[status: string, name: string, look: string][]} */ ([
  ["reserved", "offered", "offered"],
  ["assigned", "assigned", "assigned"],
  ["wrapping", "wrapping", "wrapping"],
]);

export function Strip() {
  const { counts, oldest, people } = tally.value;
  const alerts = head.value?.counts.alerts ?? 0;
  const done = (counts.completed ?? 0) + (counts.canceled ?? 0);
  return html`<section class="strip" aria-label="In short">
    <${Figure} look="waiting" count=${counts.pending ?? 0} name="waiting">
      <${Spark} />
      ${
        oldest !== null &&
        html`<span class="more">longest <b class="figures">${stopwatch(now.value - oldest)}</b></span>`
      }
    <//>
    ${FIGURES.map(
      ([status, name, look]) =>
        html`<${Figure} key=${name} look=${look} count=${counts[status] ?? 0} name=${name} />`,
    )}
    <${Figure} look="done" count=${done} name="done" />
    <${People} people=${people} />
    <span class="grow"></span>
    ${
      alerts > 0 &&
      html`<div class="figure alarm"><${Icon} name="faults" /><b>${counted(alerts, "alert")}</b></div>`
    }
  </section>`;
}

/** @param {{look: string, count: number, name: string, children?: unknown}} props */
const Figure = ({ look, count, name, children }) =>
  html`<div class="figure">
    <i class=${`mark ${look}`}></i><b class="number">${count.toLocaleString("en")}</b>
    <span class="name">${name}</span>${children}
  </div>`;

/** @param {{people: {free: number, busy: number, away: number}}} props */
function People({ people: { free, busy, away } }) {
  const said = `${free} free, ${busy} busy, ${away} away`;
  return html`<div class="figure">
    <b class="number">${free + busy + away}</b><span class="name">workers</span>
    <span class="shares" role="img" aria-label=${said} title=${said}>
      <i class="free" style=${{ flex: free }}></i>
      <i class="busy" style=${{ flex: busy }}></i>
      <i class="away" style=${{ flex: away }}></i>
    </span>
    <span class="more"><b>${free}</b> free, <b>${busy}</b> busy, <b>${away}</b> away</span>
  </div>`;
}

/** How many waited in the last minutes, as a line. */
function Spark() {
  const to = Math.ceil(now.value / SPARK_STEP_MS) * SPARK_STEP_MS;
  const scale = new Scale(to - SPARK_MS, to);
  const { lanes, thinned } = useTimeline("queue", scale, {
    moved: useSeldom(head.value?.position, SPARK_PAUSE_MS),
  });
  const bars = [...lanes.values()].flatMap((lane) => lane.bars);
  if (bars.length === 0 || thinned) return null;
  const corners = density(bars, scale.from, now.value);
  const counts = corners.map(([, count]) => count);
  const [least, most] = [Math.min(...counts), Math.max(...counts, 1)];
  const path = corners
    .map(([at, count], index) => {
      const x = ((scale.at(at) * WIDE) / 100).toFixed(1);
      const y = (HIGH - 2 - ((HIGH - 4) * count) / most).toFixed(1);
      return index ? `H${x}V${y}` : `M${x} ${y}`;
    })
    .join("");
  const said = `Waiting over the last 15 minutes: between ${least} and ${most}`;
  return html`<svg class="spark" viewBox="0 0 84 22" role="img" aria-label=${said}>
    <path d=${path} />
  </svg>`;
}
