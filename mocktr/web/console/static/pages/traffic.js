// Traffic: requests that came in and callbacks that went out, in one numbering.
import { html, useEffect, useSignal } from "../vendor/preact.js";
import { useActions } from "../actions.js";
import { address, go } from "../address.js";
import { isReport } from "../api.js";
import { now } from "../clock.js";
import { carriedBy, isCallback, journalOf, noteOf, placeOf, stateOf } from "../entries.js";
import { journal } from "../feed.js";
import { useSeries, useSought } from "../series.js";
import { head } from "../store.js";
import { moment, roughly } from "../time.js";
import { counted } from "../words.js";
import { Choice } from "../parts/controls.js";
import { focusSearch, Search, words } from "../parts/search_field.js";
import { SeriesList } from "../parts/series_list.js";
import { EntryDetail } from "./traffic_entry.js";
import { openVerify } from "./traffic_verify.js";

/** @typedef {import("../entries.js").Entry} Entry */

const TICK_MS = 1000;
const KINDS = /** @type {[string, string][]} */ ([
  ["", "All"],
  ["request", "Requests"],
  ["callback", "Callbacks"],
]);

/** @param {Entry | null} entry */
const show = (entry) => go({ options: { entry: entry ? String(entry.number) : "" } }, true);
const close = () => show(null);

export default function Traffic() {
  const { entry = "", kind = "" } = address.value.options;
  const text = words();
  const series = useSeries(
    [head.value?.account_sid, head.value?.epoch, text, kind],
    () => journalOf({ text, kind }),
    journal.value,
  );
  useSought(series, Number(entry));
  useActions(
    [
      { title: "Find in traffic", keys: "/", group: "Traffic", run: focusSearch },
      {
        title: "Verify requests",
        keys: "v",
        group: "Traffic",
        run: () => openVerify(),
        when: () => !isReport,
      },
    ],
    [],
  );
  const rows = series.rows.value;
  return html`<section class="panel filling log" aria-label="Traffic">
    <header class="toolbar">
      <h2>Traffic</h2>
      <span class="hint" role="status">${rows && `${series.more.value ? "the last " : ""}${counted(rows.length, "entry", "entries")}`}</span>
      <span class="grow"></span>
      <${Search} label="Find in traffic by words" placeholder="Tasks POST, a SID, 503" />
      <${Choice}
        label="Direction"
        options=${KINDS}
        value=${kind}
        set=${(/** @type {string} */ value) => go({ options: { kind: value } }, true)}
        small
      />
      ${
        !isReport &&
        html`<button class="button small" title="Verify requests (v)" onClick=${() => openVerify()}>
        Verify…
      </button>`
      }
    </header>
    <div class="log-body">
      <${Entries} series=${series} chosen=${entry} isFiltered=${text !== "" || kind !== ""} />
      ${entry && html`<${EntryDetail} key=${entry} number=${Number(entry)} close=${close} />`}
    </div>
  </section>`;
}

/**
 * @param {{series: import("../series.js").Series<Entry>, chosen: string, isFiltered: boolean}} props
 */
function Entries({ series, chosen, isFiltered }) {
  const wall = useWall();
  return html`<${SeriesList}
    label="Traffic"
    series=${series}
    columns=${columnsAt(wall, now.value)}
    open=${show}
    chosen=${chosen}
    nothing=${html`<${Nothing} isFiltered=${isFiltered} />`}
  />`;
}

/** @param {{isFiltered: boolean}} props */
const Nothing = ({ isFiltered }) =>
  isFiltered
    ? html`<p class="nothing">
        Nothing with all these words.
        <button class="button small" onClick=${() => go({ options: { text: "", kind: "" } }, true)}>
          Show all
        </button>
      </p>`
    : html`<p class="nothing">
        Requests of your application stand here, and the callbacks that it gets. None came yet:
        <code class="mono">curl -u ${head.value?.account_sid}:token ${location.origin}/v1/Workspaces</code>
      </p>`;

/**
 * @param {number} wall of this machine, in ms
 * @param {number} virtual
 * @returns {import("../parts/list.js").Column<Entry>[]}
 */
const columnsAt = (wall, virtual) => [
  { title: "#", width: "44px", look: "number figures right", cell: (one) => one.number },
  {
    title: "Ago",
    width: "46px",
    look: "soft figures right",
    cell: (one) => roughly(wall - one.wall * 1000),
  },
  {
    title: "Time",
    width: "64px",
    look: "soft figures",
    cell: (one) => moment(Date.parse(one.date), virtual),
  },
  {
    title: "Way",
    width: "24px",
    cell: (one) =>
      html`<b class=${isCallback(one) ? "way out" : "way"}>${isCallback(one) ? "out" : "in"}</b>`,
  },
  {
    title: "What",
    width: "82px",
    look: "verb",
    cell: (one) => (one.kind === "request" ? one.method : one.kind),
  },
  {
    title: "Where",
    width: "minmax(160px, 1fr)",
    cell: (one) => html`<span class="mono place">${placeOf(one)}</span> <${Note} entry=${one} />`,
  },
  {
    title: "Faults",
    width: "40px",
    look: "figures",
    cell: (one) =>
      one.faults.length > 0 &&
      html`<b class="state bad">${one.faults.map((id) => `#${id}`).join(" ")}</b>`,
  },
  {
    title: "Events",
    width: "44px",
    look: "figures right",
    cell: (one) => one.events && one.events[1] - one.events[0] + 1,
  },
  {
    title: "ms",
    width: "44px",
    look: "soft figures right",
    cell: (one) => one.wall_ms?.toFixed(1),
  },
  {
    title: "Status",
    width: "42px",
    look: "figures right",
    cell: (one) =>
      html`<b class=${`state ${stateOf(one)}`}>${one.status ?? (stateOf(one) === "open" ? "…" : "–")}</b>`,
  },
];

/** @param {{entry: Entry}} props */
function Note({ entry }) {
  const said = noteOf(entry);
  if (said)
    return html`<span class=${`note ${entry.instruction ? "" : stateOf(entry)}`}>${said}</span>`;
  return html`<span class="note mono attributes-of">${carriedBy(entry)}</span>`;
}

/** The time of this machine, which goes on while it is seen. */
function useWall() {
  const wall = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) wall.value = Date.now();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return wall.value;
}
