// A row of a timeline, and the axis above the rows.
import { html } from "../vendor/preact.js";
import { address, open } from "../address.js";
import { tickName, timeOfDay } from "../time.js";
import { short } from "../words.js";
import { Icon } from "./icon.js";
import { rove } from "./windowed.js";

/** @typedef {import("../timeline.js").Bar} Bar */
/** @typedef {import("../timeline.js").Scale} Scale */

const MOST_TICKS = 8;
/** Least shares of the axis, in percent, between a tick's name and that of now, and the edges. */
const CLEAR_OF_NOW = 10;
const CLEAR_OF_EDGE = 3;

/** Percent of the axis from which on a bar has room for what is written on it. */
const LEAST_NAMED = 2.5;

/** What stands at the end of a bar, by how it ended. */
const ENDS = /** @type {Record<string, [icon: string, look: string]>} */ ({
  completed: ["check", ""],
  timeout: ["clock", "bad"],
  rejected: ["cross", "bad"],
  canceled: ["cross", "bad"],
  rescinded: ["cross", "bad"],
});

/** @param {{corner: string, scale: Scale, now: number}} props */
export function Axis({ corner, scale, now }) {
  const { step, at } = scale.ticks(MOST_TICKS);
  const place = scale.at(now);
  const named = at.filter((one) => {
    const here = scale.at(one);
    const inside = here > CLEAR_OF_EDGE && here < 100 - CLEAR_OF_EDGE;
    return inside && Math.abs(here - place) > CLEAR_OF_NOW;
  });
  return html`<div class="axis" aria-hidden="true">
    <span class="corner">${corner}</span>
    <div class="scale">
      ${named.map(
        (one) =>
          html`<time class="tick" key=${one} style=${{ left: `${scale.at(one)}%` }}>
            ${tickName(one, step)}
          </time>`,
      )}
      ${
        place >= 0 &&
        place <= 100 &&
        html`<time class="flag" style=${{ left: `${place}%` }}>${timeOfDay(now)}</time>`
      }
    </div>
  </div>`;
}

/**
 * @param {{
 *   label: string,
 *   placed: {bar: Bar, track: number}[],
 *   scale: Scale,
 *   now: number,
 *   titleOf: (bar: Bar) => string,
 * }} props `titleOf`: what is written on a bar
 */
export function Track({ label, placed, scale, now, titleOf }) {
  const { step: _, at } = scale.ticks(MOST_TICKS);
  return html`<div class="track" role="group" aria-label=${label} onKeyDown=${rove}>
    ${at.map((one) => html`<i class="rule" key=${one} style=${{ left: `${scale.at(one)}%` }}></i>`)}
    <i class="future" style=${{ left: `${Math.min(Math.max(scale.at(now), 0), 100)}%` }}></i>
    ${placed.map(
      ({ bar, track }, index) =>
        html`<${Bars}
          key=${`${bar.kind} ${bar.start_ms} ${bar.reservation_sid ?? bar.task_sid}`}
          bar=${bar}
          track=${track}
          scale=${scale}
          now=${now}
          title=${titleOf(bar)}
          first=${index === 0}
        />`,
    )}
    ${now >= scale.from && now <= scale.to && html`<i class="now" style=${{ left: `${scale.at(now)}%` }}></i>`}
  </div>`;
}

/**
 * A bar, and what is planned behind it.
 * @param {{bar: Bar, track: number, scale: Scale, now: number, title: string, first: boolean}} props
 */
function Bars({ bar, track, scale, now, title, first }) {
  const end = bar.end_ms ?? (bar.kind === "away" ? (bar.planned_ms ?? scale.to) : now);
  const place = scale.span(bar.start_ms, end);
  const named = place !== null && parseFloat(place.width) >= LEAST_NAMED && title;
  const goesOn = bar.end_ms === null && bar.planned_ms !== null && bar.kind !== "away";
  const planned = goesOn && scale.span(now, /** @type {number} */ (bar.planned_ms));
  const chosen = bar.task_sid !== null && address.value.options.sid === bar.task_sid;
  const cut = bar.clipped || bar.start_ms < scale.from;
  const look = `bar ${bar.kind}${cut ? " clipped" : ""}${chosen ? " chosen" : ""}`;
  const ended = bar.end_ms === null ? undefined : ENDS[bar.status ?? ""];
  return html`${
    place &&
    (bar.task_sid === null
      ? html`<span class=${look} style=${{ ...place, "--track": track }} role="img" aria-label=${bar.text} title=${bar.text}>
        ${named && html`<em>${named}</em>`}
      </span>`
      : html`<button
        class=${`${look} stop`}
        style=${{ ...place, "--track": track }}
        tabindex=${first ? 0 : -1}
        aria-label=${bar.text}
        title=${bar.text}
        onClick=${() => open(bar.task_sid ?? "")}
      >
        ${named && html`<em>${named}</em>`}
        ${ended && html`<i class=${`end ${ended[1]}`}><${Icon} name=${ended[0]} /></i>`}
      </button>`)
  }
  ${planned && html`<i class=${`bar ${bar.kind} planned`} style=${{ ...planned, "--track": track }}></i>`}`;
}

/**
 * What is written on a bar of a worker's row: the task, or why and until when they are away.
 * @param {Bar} bar
 */
export function taskTitle({ kind, status, planned_ms: back, task_sid: sid }) {
  if (kind === "wrapup") return "";
  if (kind !== "away") return short(sid ?? "");
  return back === null ? (status ?? "away") : `${status} until ${timeOfDay(back)}`;
}
