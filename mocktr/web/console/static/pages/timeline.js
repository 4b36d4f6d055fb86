// Timeline: what lasted how long, by worker, task or queue, and what is planned.
import { html, useEffect, useMemo, useRef } from "../vendor/preact.js";
import { useActions } from "../actions.js";
import { address, go } from "../address.js";
import { useSeldom } from "../api.js";
import { now } from "../clock.js";
import { eventsOf } from "../events.js";
import { useSeries } from "../series.js";
import { head, workspace } from "../store.js";
import { moment, spanOf } from "../time.js";
import { heldAt, LENGTHS, minutes, useTimeline } from "../timeline.js";
import { counted } from "../words.js";
import { Choice } from "../parts/controls.js";
import { focusSearch, Search, words } from "../parts/search_field.js";
import { Axis } from "../parts/track.js";
import { step, Windowed } from "../parts/windowed.js";
import { heightOf } from "../parts/workers.js";
import { foldedAt } from "./timeline_folds.js";
import { foldsOf, isDrawn, laneRowOf, OWNERS, TimelineLane } from "./timeline_lane.js";
import { Minimap, useBeginning } from "./timeline_minimap.js";
import { fit, follow, follows, pan, sight, zoom } from "./timeline_sight.js";

/** @typedef {import("./timeline_lane.js").By} By */
/** @typedef {import("./timeline_lane.js").LaneRow} LaneRow */

const SELDOM_MS = 500;
const MOST_BARS = 2000;
/** As far back as so many events their dots are drawn. */
const MOST_EVENTS = 4000;
const ZOOM = 1.5;
const PAN = 0.25;
const WHEEL = 1 / 1000;

const LANES = /** @type {[string, string][]} */ ([
  ["worker", "Workers"],
  ["task", "Tasks"],
  ["queue", "Queues"],
]);
const LEGEND = /** @type {[look: string, name: string][]} */ ([
  ["wait", "waiting"],
  ["offer", "offered"],
  ["work", "assigned"],
  ["wrapup", "wrapping"],
  ["away", "away"],
  ["planned", "planned"],
]);

/** @param {string} text */
const nothingOf = (text) =>
  text ? "No lane has all these words." : "Nobody waited or worked in this time.";

export default function Timeline() {
  const { by = "worker", fold = "", mark = "" } = address.value.options;
  const of = /** @type {By} */ (by in OWNERS ? by : "worker");
  const start = useBeginning();
  const fitAll = () => fit(start ?? now.peek());
  useKeys(fitAll);
  const moved = useSeldom(head.value?.position, SELDOM_MS);
  const { lanes, thinned, error } = useTimeline(of, sight.value, { moved, limit: MOST_BARS });
  const all = [...lanes.values()];
  const scale = fold
    ? foldedAt(
        sight.value,
        all.flatMap((lane) => lane.bars),
        now.value,
      )
    : sight.value;
  const rows = useRows(of, all);
  const at = mark ? Number(mark) : null;
  const body = useRef(/** @type {HTMLElement | null} */ (null));
  useWheel(body);
  return html`<section class="panel filling timeline" aria-label="Timeline" ref=${body}>
    <header class="toolbar">
      <h2>Timeline</h2>
      <span class="legend" aria-hidden="true">${LEGEND.map(([look, name]) => html`<i key=${look} class=${look}></i>${name}`)}</span>
      <span class="grow"></span>
      ${at !== null && html`<${Moment} at=${at} />`}
      <span class="hint" role="status">${[thinned && "short ones left out", folded(foldsOf(scale)), error].filter(Boolean).join(", ")}</span>
      <${Search} label="Find lanes by words" placeholder="a name, a SID" />
      <${Choice} label="Lanes" options=${LANES} value=${of} set=${(/** @type {string} */ value) => go({ options: { by: value } }, true)} small />
    </header>
    <${Controls} fitAll=${fitAll} start=${start} fold=${fold} />
    <${Axis} corner=${counted(rows.length, of)} scale=${scale} now=${now.value} />
    ${rows.length === 0 && html`<p class="nothing">${nothingOf(words())}<button class="button small" onClick=${fitAll}>Fit all</button></p>`}
    <${Windowed}
      label="Lanes"
      look="workers timeline-lanes"
      items=${rows}
      keyOf=${(/** @type {LaneRow} */ row) => row.sid}
      nameOf=${(/** @type {LaneRow} */ row) => row.name}
      heightOf=${heightOf}
      draw=${(/** @type {LaneRow} */ row) => html`<${TimelineLane} row=${row} by=${of} scale=${scale} now=${now.value} mark=${at} />`}
    />
  </section>`;
}

/**
 * The lanes with these words, ready to be drawn, with the events of each.
 * @param {By} by
 * @param {import("../timeline.js").TimelineLane[]} lanes
 * @returns {LaneRow[]}
 */
function useRows(by, lanes) {
  const events = useEvents(sight.value.from);
  const owned = useMemo(() => ownedBy(by, events), [events, by]);
  const wanted = words().toLowerCase().split(/\s+/);
  const rows = lanes.map((lane) => laneRowOf(lane, owned.get(lane.sid) ?? [], now.value));
  const found = rows.filter(({ sid, name }) => {
    const said = `${sid} ${name}`.toLowerCase();
    return wanted.every((word) => said.includes(word));
  });
  return by === "worker" ? found.sort((a, b) => a.name.localeCompare(b.name)) : found;
}

/**
 * @param {By} by
 * @param {import("../events.js").WorldEvent[]} events
 */
function ownedBy(by, events) {
  /** @type {Map<string | null, import("../events.js").WorldEvent[]>} */
  const owned = new Map();
  for (const event of events) {
    if (!isDrawn(by, event)) continue;
    const sid = event[OWNERS[by]];
    const known = owned.get(sid);
    if (known) known.push(event);
    else owned.set(sid, [event]);
  }
  return owned;
}

/**
 * The events since a time, as far back as is worth while.
 * @param {number} from
 */
function useEvents(from) {
  const place = workspace.value?.sid;
  const series = useSeries(
    [head.value?.account_sid, head.value?.epoch, place],
    () => eventsOf({ workspace: place }),
    head.value?.counts.events ?? 0,
  );
  const rows = series.rows.value;
  useEffect(() => {
    if (rows?.length && rows.length < MOST_EVENTS && rows[0].at_ms > from) void series.older();
  }, [rows, from]);
  return rows ?? NONE;
}

const NONE = /** @type {import("../events.js").WorldEvent[]} */ ([]);

/** @param {{fitAll: () => void, start: number | null, fold: string}} props */
function Controls({ fitAll, start, fold }) {
  const choose = (/** @type {string} */ value) => {
    heldAt.value = null;
    go({ options: { span: value, from: "", to: "" } }, true);
  };
  const isChosen = Boolean(address.value.options.from);
  return html`<div class="timeline-controls">
    ${start !== null ? html`<${Minimap} start=${start} />` : html`<span class="grow"></span>`}
    <${Choice} label="Time in sight" options=${LENGTHS} value=${isChosen ? "" : minutes.value} set=${choose} small />
    <span class="joined">
      <button class="button small" aria-label="See more time" title="See more time (−)" onClick=${() => zoom(ZOOM)}>−</button>
      <button class="button small" title="Fit all (0)" disabled=${start === null} onClick=${fitAll}>Fit</button>
      <button class="button small" aria-label="See less time" title="See less time (+)" onClick=${() => zoom(1 / ZOOM)}>+</button>
    </span>
    <button class="button small" aria-pressed=${Boolean(fold)} title="Fold time in which nothing begins or ends (q)" onClick=${turnFold}>Fold quiet</button>
    <button class="button small" aria-pressed=${follows.value} title="Go along with the clock (f)" onClick=${follow}>${follows.value ? "Hold" : "Follow now"}</button>
  </div>`;
}

const turnFold = () => go({ options: { fold: address.peek().options.fold ? "" : "1" } }, true);

/** @param {{at: number}} props */
const Moment = ({ at }) =>
  html`<button class="button small moment-chip" title="Take the mark away" onClick=${() => go({ options: { mark: "" } }, true)}>
    ${moment(at, now.value)} ×
  </button>`;

/** @param {[number, number][]} folds */
const folded = (folds) =>
  folds.length > 0 && `${spanOf(folds.reduce((sum, [from, to]) => sum + to - from, 0))} folded`;

/** @param {() => void} fitAll */
function useKeys(fitAll) {
  const group = "Timeline";
  useActions(
    [
      { title: "Find lanes", keys: "/", group, run: focusSearch },
      { title: "See less time", keys: "+", group, run: () => zoom(1 / ZOOM) },
      { title: "See more time", keys: "-", group, run: () => zoom(ZOOM) },
      { title: "Fit all time", keys: "0", group, run: fitAll },
      { title: "Earlier", keys: "[", group, run: () => pan(-PAN) },
      { title: "Later", keys: "]", group, run: () => pan(PAN) },
      { title: "Go along with the clock, or not", keys: "f", group, run: follow },
      { title: "Fold quiet time, or not", keys: "q", group, run: turnFold },
      { title: "Next bar", keys: "j", group, run: () => step(".timeline-lanes", 1), hidden: true },
      {
        title: "Bar before",
        keys: "k",
        group,
        run: () => step(".timeline-lanes", -1),
        hidden: true,
      },
    ],
    [fitAll],
  );
}

/**
 * The wheel with Ctrl zooms where the pointer is, and sideways it pans.
 * @param {{current: HTMLElement | null}} body
 */
function useWheel(body) {
  useEffect(() => {
    const node = body.current;
    if (!node) return undefined;
    /** @param {WheelEvent} event */
    const turned = (event) => {
      const place = node.querySelector(".axis .scale")?.getBoundingClientRect();
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (!place || !(event.ctrlKey || event.metaKey || sideways)) return;
      event.preventDefault();
      if (sideways) pan(sideways * WHEEL);
      else zoom(ZOOM ** (event.deltaY / 100), (event.clientX - place.left) / place.width);
    };
    node.addEventListener("wheel", turned, { passive: false });
    return () => node.removeEventListener("wheel", turned);
  }, []);
}
